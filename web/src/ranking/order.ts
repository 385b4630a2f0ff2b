// The order in which a province means to recommend. Until it is submitted it is nobody's act: it is kept in the browser,
// by account and round. Cases that are new come last, those that are gone are left out.
import { session } from "@/session";

const key = (round: string): string => `desk.ranking.${session.login}.${round}`;

export interface Kept {
  order: string[];
  left: string[];
}

export function keptOrder(round: string): Kept {
  try {
    const value = JSON.parse(localStorage.getItem(key(round)) ?? "{}") as Partial<Kept>;
    const texts = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x): x is string => typeof x === "string") : []);
    return { order: texts(value.order), left: texts(value.left) };
  } catch {
    return { order: [], left: [] };
  }
}

export function keepOrder(round: string, kept: Kept): void {
  localStorage.setItem(key(round), JSON.stringify(kept));
}

export function inOrder<T extends { path: string }>(rows: readonly T[], order: readonly string[]): T[] {
  const at = (row: T): number => {
    const i = order.indexOf(row.path);
    return i < 0 ? order.length : i;
  };
  return [...rows].sort((a, b) => at(a) - at(b));
}

export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, i) => i !== from);
  const item = items[from];
  return item === undefined || to < 0 || to >= items.length ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}
