// Names of clusters that are told of by their path only. Each is asked for once; until it is there, and where it can not
// be had, the path stands for it.
import { shallowRef } from "vue";
import { api, take } from "@/api/client";
import { clusterOf } from "@/where";

const names = shallowRef<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();

async function ask(path: string): Promise<void> {
  const cluster = clusterOf(path);
  if (asked.has(cluster)) return;
  asked.add(cluster);
  const found = await take(api.GET("/api/v1/clusters/{cluster}", { params: { path: { cluster } } })).catch(() => null);
  if (found !== null) names.value = new Map([...names.value, [cluster, found.name]]);
  else asked.delete(cluster);
}

export function useNames(): { nameOf: (path: string) => string; ask: (path: string) => void } {
  return { nameOf: (path) => names.value.get(clusterOf(path)) ?? path, ask: (path) => void ask(path) };
}
