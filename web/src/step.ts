// One thing that goes to the server: nothing else begins while it is under way, and what went wrong is kept to be shown.
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Step {
  busy: Ref<boolean>;
  error: ShallowRef<unknown>;
  run: (work: () => Promise<void>) => Promise<void>;
}

export function useStep(): Step {
  const busy = ref(false);
  const error = shallowRef<unknown>(null);
  async function run(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      await work();
    } catch (e) {
      error.value = e;
    } finally {
      busy.value = false;
    }
  }
  return { busy, error, run };
}
