// Which field a refusal speaks of: the server names the arguments that each need is about, and writes "args.NAME: …" for
// what it can not read. Only where it is shown is found here, never whether it is right.
import { Failure } from "@/api/failure";
import type { Argument, Reason } from "@/api/types";
import { pick } from "@/i18n";
import { cited } from "@/words";

const told = (need: Reason): string => [cited(need.article), pick(need.label), pick(need.detail)].filter((s) => s !== "").join(" ");

/** "args.land: …" as it is said at the field itself; \uFF1A is the Chinese colon. */
const withoutName = (message: string, name: string): string => message.replace(new RegExp(`^args\\.${name}[:\\uFF1A]\\s*`, "u"), "");

export function faultsByField(args: readonly Argument[], error: unknown): Map<string, string> {
  const found = new Map<string, string>();
  if (!(error instanceof Failure)) return found;
  for (const arg of args) {
    const label = pick(arg.label);
    if (error.needs.length === 0) {
      const said = new RegExp(`\\b(args\\.)?${arg.name}\\b`);
      if (said.test(error.message) || (label !== "" && error.message.includes(label))) found.set(arg.name, withoutName(error.message, arg.name));
      continue;
    }
    const needs = error.needs.filter((need) => need.args?.includes(arg.name) === true);
    if (needs.length > 0) found.set(arg.name, needs.map(told).join(" "));
  }
  return found;
}
