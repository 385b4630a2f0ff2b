// Which decisions stand on the screen of lists and notices: for each kind of case the one that the server says is next, at
// the desk that it says it belongs to. No action, state or kind is known here by its name.
import type { Word } from "@/api/types";
import { isOpen, optionAt, type Candidate } from "@/batch/candidates";

export type Desk = "list" | "announce";

export interface Panel {
  key: string;
  desk: Desk;
  kind: Word;
  action: Word;
  rows: Candidate[];
}

function byKind(cases: readonly Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const c of cases) groups.set(c.item.kind.name, [...(groups.get(c.item.kind.name) ?? []), c]);
  return [...groups.values()];
}

/** One of a desk; null where this person has no such action. */
function panel(desk: Desk, cases: readonly Candidate[]): Panel | null {
  const rows = cases.filter((c) => optionAt(c, desk) !== undefined);
  const first = rows[0], option = first === undefined ? undefined : optionAt(first, desk);
  if (first === undefined || option === undefined) return null;
  return { key: `${first.item.kind.name} ${option.action.name}`, desk, kind: first.item.kind, action: option.action, rows };
}

/** Of what is not on notice: the list comes first, but where nothing can be listed and something can be ended without, that. */
export function waitingPanels(cases: readonly Candidate[], ends: ReadonlySet<string>, lists: ReadonlySet<string>): Panel[] {
  return byKind(cases).flatMap((group) => {
    const toEnd = group.filter((c) => ends.has(c.path)), toList = group.filter((c) => lists.has(c.path));
    const found = toEnd.length > 0 && !toList.some((c) => isOpen(optionAt(c, "list"))) ? panel("announce", toEnd) : panel("list", toList);
    return found === null ? [] : [found];
  });
}

/** Of what is on notice. */
export function endingPanels(cases: readonly Candidate[]): Panel[] {
  return byKind(cases).flatMap((group) => panel("announce", group) ?? []);
}
