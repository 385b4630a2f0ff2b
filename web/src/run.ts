// A run beside the server (an audit, a match): asked after while it runs, begun and ended; one at a time.
import { computed, onMounted, onUnmounted, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";

export interface Run<T> {
  now: ShallowRef<T | null>;
  running: ComputedRef<boolean>;
  busy: Ref<boolean>;
  error: ShallowRef<unknown>;
  look: () => Promise<void>;
  /** Does something to the run, and looks what became of it. */
  doing: (work: () => Promise<unknown>) => Promise<void>;
}

export function useRun<T extends { state: string }>(ask: () => Promise<T>, everyMs: number): Run<T> {
  const now = shallowRef(null) as ShallowRef<T | null>;
  const error = shallowRef<unknown>(null);
  const busy = ref(false);
  const running = computed(() => now.value?.state === "running");
  let timer = 0;

  // What went wrong before stays to be read while one looks on.
  async function again(): Promise<void> {
    window.clearTimeout(timer);
    try {
      now.value = await ask();
    } catch (e) {
      error.value = e;
    }
    if (running.value) timer = window.setTimeout(() => void look(), everyMs);
  }
  async function look(): Promise<void> {
    error.value = null;
    await again();
  }
  async function doing(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    error.value = null;
    try {
      await work();
      await look();
    } catch (e) {
      error.value = e;
      await again();
    } finally {
      busy.value = false;
    }
  }
  onMounted(look);
  onUnmounted(() => window.clearTimeout(timer));
  return { now, running, busy, error, look, doing };
}
