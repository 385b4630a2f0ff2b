// What was typed into the form of an action stays in this tab until it is done, whatever happens to the page.
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

/** A name for a request; it begins with the time, so that the server keeps it with its neighbours. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Date.now().toString(16).padStart(12, "0") + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}
