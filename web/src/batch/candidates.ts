// The cases of a round in one state, each with what this person may do with it, or why not: for desks at which several
// are decided at once.
import { api, take } from "@/api/client";
import type { Case, Done, DossierFile, Option, Reason, Step } from "@/api/types";
import { clusterOf } from "@/where";

export interface Candidate {
  path: string;
  name: string;
  place: string;
  item: Case;
  options: Option[];
  /** Cases below it with what can be done with them, and the files that this person may read. */
  below: { item: Case; options: Option[]; files: DossierFile[] }[];
  steps: Step[];
}

export interface Place { path: string; place: string }

const AT_ONCE = 4;

export const optionOf = (c: Candidate, action: string): Option | undefined => c.options.find((o) => o.action.name === action);
/** The action of a desk that the server offers on this case, open or not. */
export const optionAt = (c: Candidate, desk: Option["desk"]): Option | undefined => c.options.find((o) => o.desk === desk);
export const isOpen = (o: Option | undefined): o is Option => o !== undefined && o.open !== "closed";
export const mayDo = (c: Candidate, action: string): boolean => isOpen(optionOf(c, action));
export const whyNot = (c: Candidate, action: string): readonly Reason[] => optionOf(c, action)?.reasons ?? [];
/** Number of the event by which it was done; 0: not among the newest steps. */
export const doneBy = (c: Candidate, action: string | undefined): number => c.steps.find((s) => s.path === c.path && s.action.name === action)?.seq ?? 0;

export async function candidate(path: string, place: string): Promise<Candidate | null> {
  const dossier = await take(api.GET("/api/v1/clusters/{cluster}", { params: { path: { cluster: clusterOf(path) } } }));
  const item = dossier.cases.find((c) => c.path === path);
  if (item === undefined) return null;
  const of = (target: string): Option[] => dossier.actions.filter((o) => o.target === target);
  const filesOf = (target: string): DossierFile[] => (dossier.files ?? []).filter((f) => f.path === target);
  const below = dossier.cases.filter((c) => c.path.startsWith(`${path}/`)).map((c) => ({ item: c, options: of(c.path), files: filesOf(c.path) }));
  return { path, name: dossier.name, place, item, options: of(path), below, steps: dossier.timeline.steps };
}

/** A few dossiers at a time. */
export async function candidatesAt(paths: readonly Place[]): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const some = await Promise.all(paths.slice(i, i + AT_ONCE).map((p) => candidate(p.path, p.place)));
    found.push(...some.filter((c): c is Candidate => c !== null));
  }
  return found;
}

/** The cases of a round that a desk takes up, as the server tells it, or those that it has led on; page after page. */
export async function placesOf(round: string, of: { desk: "list" | "announce" | "order"; led?: "yes" }): Promise<Place[]> {
  const places: Place[] = [];
  let cursor: string | undefined;
  do {
    const page = await take(api.GET("/api/v1/rounds/{round}/cases", { params: { path: { round }, query: { ...of, limit: 200, ...(cursor !== undefined ? { cursor } : {}) } } }));
    places.push(...page.rows.map((r) => ({ path: r.path, place: r.place_name ?? r.place ?? "" })));
    cursor = page.more ? page.cursor : undefined;
  } while (cursor !== undefined);
  return places;
}

/** One request for all of them: everything is decided, or nothing. */
export async function decide(action: string, targets: readonly string[], args: Record<string, string>, key: string): Promise<Done> {
  return take(api.POST("/api/v1/actions/{action}", {
    params: { path: { action }, header: { "Idempotency-Key": key } }, body: { target: targets.length === 1 ? (targets[0] ?? "") : [...targets], args },
  }));
}
