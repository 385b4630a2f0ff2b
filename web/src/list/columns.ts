// Columns of a list, and which of them somebody has chosen to see; kept in the browser by list.
import { computed, ref, type ComputedRef } from "vue";
import type { RouteLocationRaw } from "vue-router";

export interface Column<T> {
  id: string;
  title: () => string;
  text: (row: T) => string;
  /** Where the row leads; on its first column. */
  to?: (row: T) => RouteLocationRaw;
  /** A name for the style of a state. */
  state?: (row: T) => string;
  kind?: "day" | "code" | "number";
  /** Not shown unless it is chosen. */
  hidden?: boolean;
}

export interface ColumnChoice<T> {
  all: readonly Column<T>[];
  shown: ComputedRef<Column<T>[]>;
  isShown: (id: string) => boolean;
  toggle: (id: string) => void;
}

export function useColumns<T>(list: string, all: readonly Column<T>[]): ColumnChoice<T> {
  const key = `desk.columns.${list}`;
  const kept = localStorage.getItem(key);
  const usual = all.filter((c) => c.hidden !== true).map((c) => c.id);
  const chosen = ref(new Set(kept === null ? usual : kept.split(" ")));
  // The first one leads to what the row is about and is always there.
  const isShown = (id: string): boolean => id === all[0]?.id || chosen.value.has(id);
  return {
    all,
    shown: computed(() => all.filter((c) => isShown(c.id))),
    isShown,
    toggle: (id) => {
      const next = new Set(chosen.value);
      if (!next.delete(id)) next.add(id);
      chosen.value = next;
      localStorage.setItem(key, [...next].join(" "));
    },
  };
}
