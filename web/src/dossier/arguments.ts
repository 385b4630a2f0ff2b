// What was typed into the form of an action stays in this tab until it is done, whatever happens to the page.
import type { Option } from "@/api/types";

const key = (name: string): string => `desk.action.${name}`;

export function keptArguments(name: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key(name)) ?? "{}");
    return typeof value === "object" && value !== null ? { ...(value as Record<string, string>) } : {};
  } catch {
    return {};
  }
}

export function keepArguments(name: string, values: Record<string, string>): void {
  if (Object.keys(values).length === 0) sessionStorage.removeItem(key(name));
  else sessionStorage.setItem(key(name), JSON.stringify(values));
}

const nameOf = (option: Option): string => `${option.action.name} ${option.target}`;

/** What stands in the form of an action when it is opened. */
export function preset(option: Option, values: Record<string, string>): void {
  if (Object.keys(values).length > 0) keepArguments(nameOf(option), { ...keptArguments(nameOf(option)), ...values });
}

/** What the screen before has handed over for the form of an action: of its arguments only, and once. */
export function handedArguments(option: Option): Record<string, string> {
  const state: unknown = window.history.state;
  const given = typeof state === "object" && state !== null ? (state as Record<string, unknown>)["args"] : undefined;
  if (typeof given !== "object" || given === null) return {};
  window.history.replaceState({ ...window.history.state, args: null }, "");
  return Object.fromEntries(Object.entries(given).filter((e): e is [string, string] => typeof e[1] === "string" && option.args.some((arg) => arg.name === e[0])));
}

/** A name for a request; it begins with the time, so that the server keeps it with its neighbours. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Date.now().toString(16).padStart(12, "0") + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}
