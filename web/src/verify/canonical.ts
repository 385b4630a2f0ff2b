// Canonical JSON (docs/record.md): what would be written otherwise is refused. Values are read by what they must be.
import { Fault } from "./fault";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Members = { [name: string]: Json };

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(value[name] ?? null)}`).join(",")}}`;
}

export function members(value: Json | undefined): Members {
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) throw new Fault("form");
  return value;
}

export function canonical(text: string): Members {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Fault("form");
  }
  if (written(value) !== text) throw new Fault("form");
  return members(value);
}

export function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: Json | undefined): string {
  if (typeof value !== "string") throw new Fault("form");
  return value;
}

export const textOr = (value: Json | undefined, other: string): string => (typeof value === "string" ? value : other);
