// Where a case is looked at: a round among the rounds, everything else in the dossier of its cluster.
import type { RouteLocationRaw } from "vue-router";

export const clusterOf = (path: string): string => path.split("/")[0] ?? path;

export function placeOf(path: string, kind: string): RouteLocationRaw {
  if (kind === "round") return { name: "rounds", hash: `#${path}` };
  return { name: "dossier", params: { cluster: clusterOf(path) }, ...(path.includes("/") ? { hash: `#${path}` } : {}) };
}
