// A press on the way to the screen that is open already reads that screen anew.
import { ref } from "vue";

export const turn = ref(0);
export function again(): void {
  turn.value += 1;
}
