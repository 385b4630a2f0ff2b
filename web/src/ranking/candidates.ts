// The cases of a round that this person may recommend, or why not: each with the action as the server tells it.
import { api, take } from "@/api/client";
import type { Case, Option, Reason } from "@/api/types";
import { clusterOf } from "@/where";

export interface Candidate {
  path: string;
  name: string;
  place: string;
  item: Case;
  /** The action that recommends; none: it is not this person's in this state. */
  recommend: Option | undefined;
  /** The action that puts a place on record, where the rulebook has one. */
  rank: Option | undefined;
  reasons: readonly Reason[];
  /** Number of the event by which it was recommended. */
  seq: number;
}

const AT_ONCE = 4;

async function candidate(path: string, place: string): Promise<Candidate | null> {
  const dossier = await take(api.GET("/api/v1/clusters/{cluster}", { params: { path: { cluster: clusterOf(path) } } }));
  const item = dossier.cases.find((c) => c.path === path);
  if (item === undefined) return null;
  const own = (name: string): Option | undefined => dossier.actions.find((o) => o.target === path && o.action.name === name);
  const recommend = own("recommend");
  const done = dossier.timeline.steps.find((s) => s.path === path && s.action.name === "recommend");
  return { path, name: dossier.name, place, item, recommend, rank: own("rank"), reasons: recommend?.open === "closed" ? (recommend.reasons ?? []) : [], seq: done?.seq ?? 0 };
}

/** All cases of a state in a round, page after page, a few dossiers at a time. */
export async function candidatesOf(round: string, state: string): Promise<Candidate[]> {
  const paths: { path: string; place: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await take(api.GET("/api/v1/rounds/{round}/cases", { params: { path: { round }, query: { state, limit: 200, ...(cursor !== undefined ? { cursor } : {}) } } }));
    paths.push(...page.rows.map((r) => ({ path: r.path, place: r.place_name ?? r.place ?? "" })));
    cursor = page.more ? page.cursor : undefined;
  } while (cursor !== undefined);
  const found: Candidate[] = [];
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const some = await Promise.all(paths.slice(i, i + AT_ONCE).map((p) => candidate(p.path, p.place)));
    found.push(...some.filter((c): c is Candidate => c !== null));
  }
  return found;
}
