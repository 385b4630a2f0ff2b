// Criteria that still await a judgement when an action that judges is about to be taken: afterwards nobody is asked again.
import type { Case, Criterion, Option } from "@/api/types";

export function awaitedBy(option: Option, cases: readonly Case[]): Criterion[] {
  const criteria = cases.find((c) => c.path === option.target)?.assessment?.criteria ?? [];
  return criteria.filter((c) => c.verdict === "judge" && option.args.some((a) => a.type === "judgement" && a.name === c.id));
}
