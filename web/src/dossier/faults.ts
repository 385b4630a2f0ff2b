// Which field a refusal speaks of: the server names the arguments that each need is about, and writes "args.NAME: …" for
// what it can not read. Only where it is shown is found here, never whether it is right.
import { Failure } from "@/api/failure";
import type { Argument, Reason } from "@/api/types";
import { pick } from "@/i18n";
import { cited } from "@/words";

const told = (need: Reason): string => [cited(need.article), pick(need.label), pick(need.detail)].filter((s) => s !== "").join(" ");

/** "args.land: …" as it is said at the field itself; \uFF1A is the Chinese colon. */
const withoutName = (message: string, name: string): string => message.replace(new RegExp(`^args\\.${name}[:\\uFF1A]\\s*`, "u"), "");

export interface Faults {
  /** By argument. */
  at: Map<string, string>;
  /** The needs that are told there, and so nowhere else. */
  told: readonly Reason[];
}

/** Of the fields that a need is about the one to be filled in, else the first of them: it is told once. */
function placeOf(need: Reason, args: readonly Argument[], values: Readonly<Record<string, string>>): string | undefined {
  const about = args.filter((arg) => need.args?.includes(arg.name) === true).map((arg) => arg.name);
  return about.find((name) => (values[name] ?? "").trim() === "") ?? about[0];
}

function needsByField(args: readonly Argument[], needs: readonly Reason[], values: Readonly<Record<string, string>>): Faults {
  const placed = needs.map((need) => ({ need, name: placeOf(need, args, values) })).filter((p) => p.name !== undefined);
  const at = new Map<string, string>();
  for (const { name } of args) {
    const here = placed.filter((p) => p.name === name);
    if (here.length > 0) at.set(name, here.map((p) => told(p.need)).join(" "));
  }
  return { at, told: placed.map((p) => p.need) };
}

export function faultsByField(args: readonly Argument[], error: unknown, values: Readonly<Record<string, string>>): Faults {
  const at = new Map<string, string>();
  if (!(error instanceof Failure)) return { at, told: [] };
  if (error.needs.length > 0) return needsByField(args, error.needs, values);
  for (const arg of args) {
    const label = pick(arg.label);
    const said = new RegExp(`\\b(args\\.)?${arg.name}\\b`);
    if (said.test(error.message) || (label !== "" && error.message.includes(label))) at.set(arg.name, withoutName(error.message, arg.name));
  }
  return { at, told: [] };
}
