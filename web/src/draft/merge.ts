// Two people in one form: what somebody else has changed is taken over; only where both have changed the same item is
// there a conflict, which one of them settles.
export interface Conflict {
  key: string;
  mine: string;
  theirs: string;
}

export interface Merged {
  /** What is still to be saved. */
  mine: Record<string, string>;
  conflicts: Conflict[];
}

export function merge(base: Record<string, string>, mine: Record<string, string>, theirs: Record<string, string>): Merged {
  const left: Record<string, string> = {};
  const conflicts: Conflict[] = [];
  for (const [key, value] of Object.entries(mine)) {
    const now = theirs[key] ?? "";
    if (now === value) continue;
    left[key] = value;
    if (now !== (base[key] ?? "")) conflicts.push({ key, mine: value, theirs: now });
  }
  return { mine: left, conflicts };
}
