// An order as values that can be merged: where each stands is one matter, whether one is left out another. So two people
// who work on one order disturb each other only where both have changed the same.
export type Values = Record<string, string>;

export interface Order {
  order: string[];
  left: string[];
}

/** The order as a whole; a path has no blanks. */
export const ORDER = "order";
const LEFT = "left.";

export const leftKey = (path: string): string => LEFT + path;
export const pathOf = (key: string): string => key.slice(LEFT.length);

const pathsOf = (text: string): string[] => text.split(" ").filter((path) => path !== "");

/** The server has what is left out apart from the order. Where it stood is known here only: of the orders that were seen
 * before (`seen`) the first that is the same without it. */
export function valuesOf(order: Order, seen: readonly string[]): Values {
  const same = (text: string): boolean => pathsOf(text).filter((path) => !order.left.includes(path)).join(" ") === order.order.join(" ");
  return { [ORDER]: seen.find(same) ?? [...order.order, ...order.left].join(" "), ...Object.fromEntries(order.left.map((path) => [leftKey(path), "yes"])) };
}

export const leftOf = (values: Values): string[] => Object.keys(values).filter((key) => key.startsWith(LEFT) && values[key] === "yes").map(pathOf);
/** All of them, with those that are left out where they stand. */
export const sequenceOf = (values: Values): string[] => pathsOf(values[ORDER] ?? "");

/** As the server keeps it. */
export function orderOf(values: Values): Order {
  const left = leftOf(values);
  return { order: sequenceOf(values).filter((path) => !left.includes(path)), left };
}

/** Cases that are new come last, those that are gone are left out. */
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
