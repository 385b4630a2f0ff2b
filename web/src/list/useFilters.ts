// Filters of a list: they stand in the address, so that a list can be sent to somebody and "back" finds it again; the
// last ones are kept in the browser and stand there again the next time the list is opened without any.
import { reactive, watch } from "vue";
import { useRoute, useRouter, type LocationQuery } from "vue-router";

export type Filters = Record<string, string>;

const one = (query: LocationQuery, name: string): string => {
  const value = query[name];
  return typeof value === "string" ? value : "";
};

function keptOf(key: string): Filters {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Filters) : {};
  } catch {
    return {};
  }
}

export function useFilters(list: string, names: readonly string[], changed: () => void): Filters {
  const key = `desk.filters.${list}`;
  const route = useRoute();
  const router = useRouter();
  const mine = route.name;
  const asked = names.some((name) => one(route.query, name) !== "");
  const kept = asked ? {} : keptOf(key);
  const filters = reactive<Filters>({});
  for (const name of names) filters[name] = asked ? one(route.query, name) : String(kept[name] ?? "");

  const query = (): Record<string, string> =>
    Object.fromEntries(names.flatMap((name) => ((filters[name] ?? "") !== "" ? [[name, filters[name] ?? ""]] : [])));

  watch(filters, () => {
    localStorage.setItem(key, JSON.stringify(query()));
    void router.replace({ query: query() });
    changed();
  });
  // Back and forward change the address first.
  watch(() => route.query, (now) => {
    if (route.name !== mine) return;
    for (const name of names) if ((filters[name] ?? "") !== one(now, name)) filters[name] = one(now, name);
  });
  if (!asked && Object.keys(query()).length > 0) void router.replace({ query: query() });
  return filters;
}

/** What is set, for a request. */
export function given(filters: Filters): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ""));
}
