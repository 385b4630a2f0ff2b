// A list of the server, a page after the other by its cursors: what was fetched stays, more is added below. A query that
// has changed begins anew: the rows before stand until the new ones are there, so that nothing jumps, and are called what
// they are. An answer to an older query is dropped.
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Page<T> {
  rows: T[];
  more: boolean;
  cursor?: string | undefined;
}

export interface Pages<T> {
  rows: ShallowRef<T[]>;
  more: Ref<boolean>;
  busy: Ref<boolean>;
  /** The rows are those of the query before: the new ones are being read, or could not be. */
  stale: Ref<boolean>;
  error: ShallowRef<unknown>;
  begin: () => Promise<void>;
  next: () => Promise<void>;
}

export function usePages<T>(fetchPage: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const rows = shallowRef<T[]>([]);
  const more = ref(false);
  const busy = ref(false);
  const stale = ref(false);
  const error = shallowRef<unknown>(null);
  let cursor: string | undefined;
  let round = 0;

  async function load(mine: number): Promise<void> {
    busy.value = true;
    error.value = null;
    try {
      // A page may be empty and still have one behind it: the server looks at so many rows for one answer.
      do {
        const page = await fetchPage(cursor);
        if (mine !== round) return;
        more.value = page.more;
        cursor = page.cursor;
        if (page.rows.length === 0 && page.more) continue;
        rows.value = stale.value ? page.rows : [...rows.value, ...page.rows];
        stale.value = false;
        break;
      } while (more.value);
    } catch (e) {
      if (mine === round) error.value = e;
    } finally {
      if (mine === round) busy.value = false;
    }
  }

  return {
    rows, more, busy, stale, error,
    begin: () => {
      stale.value = rows.value.length > 0;
      more.value = false;
      cursor = undefined;
      return load(++round);
    },
    next: () => (more.value && !busy.value ? load(round) : Promise.resolve()),
  };
}
