// One step of signing in: sends, shows what was wrong, and is busy meanwhile.
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
