// Which field a refusal speaks of: the server writes "args.NAME: …" for what it can not read, and names the fields by
// their labels where a need is not met. Only where it is shown is found here, never whether it is right.
import { Failure } from "@/api/failure";
import type { Argument } from "@/api/types";
import { pick } from "@/i18n";

export function faultsByField(args: readonly Argument[], error: unknown): Map<string, string> {
  const found = new Map<string, string>();
  if (!(error instanceof Failure)) return found;
  for (const arg of args) {
    const label = pick(arg.label);
    if (error.needs.length === 0) {
      const said = new RegExp(`\\b(args\\.)?${arg.name}\\b`);
      if (said.test(error.message) || (label !== "" && error.message.includes(label))) found.set(arg.name, error.message);
      continue;
    }
    const needs = error.needs.filter((need) => label !== "" && `${pick(need.label)} ${pick(need.detail)}`.includes(label));
    if (needs.length > 0) found.set(arg.name, needs.map((need) => pick(need.detail) || pick(need.label)).join(" "));
  }
  return found;
}
