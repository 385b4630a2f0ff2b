// What stands beside each other for one criterion: the declared values of the facts that it reads, what was declared
// the year before or in an earlier case, and the files that were named for it. Nothing is computed, only found.
import type { Assessment, Case, Criterion, Dossier, Fact } from "@/api/types";

export interface Value {
  fact: Fact;
  /** The same figure a year earlier; else as an earlier case of the dossier has it. */
  before: Fact | undefined;
  /** That case, where it is another one. */
  beforeIn: string | undefined;
}

type NamedFile = NonNullable<Dossier["files"]>[number];

export interface Line {
  criterion: Criterion;
  values: Value[];
  files: NamedFile[];
}

function newest(facts: readonly Fact[], name: string): Fact | undefined {
  return facts.filter((f) => f.fact === name).sort((a, b) => (b.year ?? 0) - (a.year ?? 0))[0];
}

function valueOf(name: string, item: Case, earlier: readonly Case[]): Value[] {
  const fact = newest(item.facts ?? [], name);
  if (fact === undefined) return [];
  const before = fact.year === undefined ? undefined : item.facts?.find((f) => f.fact === name && f.year === (fact.year ?? 0) - 1);
  if (before !== undefined) return [{ fact, before, beforeIn: undefined }];
  for (const other of earlier) {
    const found = newest((other.facts ?? []).filter((f) => fact.year === undefined || (f.year ?? 0) < fact.year), name);
    if (found !== undefined) return [{ fact, before: found, beforeIn: other.path }];
  }
  return [{ fact, before: undefined, beforeIn: undefined }];
}

/** The criteria of a case in order; cases before it in the dossier, newest first, are where earlier values are looked for. */
export function linesOf(dossier: Dossier, item: Case, assessment: Assessment): Line[] {
  const at = dossier.cases.findIndex((c) => c.path === item.path);
  const earlier = dossier.cases.slice(0, Math.max(at, 0)).reverse();
  return assessment.criteria.map((criterion) => {
    const names = [...new Set(criterion.facts)];
    return {
      criterion,
      values: names.flatMap((name) => valueOf(name, item, earlier)),
      files: (dossier.files ?? []).filter((f) => f.path === item.path && f.fact !== undefined && names.includes(f.fact)),
    };
  });
}
