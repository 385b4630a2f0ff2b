// What was typed into a form and is not yet on the server, kept in the browser: whatever happens to net, page or session,
// it is there when the form is opened again. By account, so that nobody finds another's words.
export interface Kept {
  /** Version that was seen when it was typed. */
  tag: string;
  /** What stood there then, by key. */
  base: Record<string, string>;
  mine: Record<string, string>;
}

const name = (login: string, path: string): string => `desk.draft.${login}.${path}`;

const isTexts = (v: unknown): v is Record<string, string> =>
  typeof v === "object" && v !== null && Object.values(v).every((x) => typeof x === "string");

export function keptDraft(login: string, path: string): Kept | null {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(name(login, path)) ?? "null");
    if (typeof v !== "object" || v === null) return null;
    const { tag, base, mine } = v as Record<string, unknown>;
    return typeof tag === "string" && isTexts(base) && isTexts(mine) ? { tag, base, mine } : null;
  } catch {
    return null;
  }
}

export function keepDraft(login: string, path: string, kept: Kept): void {
  if (Object.keys(kept.mine).length === 0) localStorage.removeItem(name(login, path));
  else localStorage.setItem(name(login, path), JSON.stringify(kept));
}
