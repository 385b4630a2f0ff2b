// What was written and photographed on the spot, kept in the browser until it is on record: whatever happens to net, page
// or session, it is there when the check is opened again. By account, and gone when that account signs out: words and the
// request's name as text, photographs as files in IndexedDB, where there is room for them.
export interface Words {
  place: string;
  at: string;
  finding: string;
  signed: string;
  /** Name of the request: sent again after the net was away, it is done once. */
  key: string;
}
export interface Photo {
  id: string;
  name: string;
  file: Blob;
  /** As an action names it, once the server has it; and the last day on which it keeps what nothing names. */
  value: string;
  until: string;
}
export const WORDS: readonly (keyof Words)[] = ["place", "at", "finding", "signed", "key"];

const PREFIX = "desk.spot.";
const name = (login: string, path: string): string => `${PREFIX}${login}.${path}`;

export function keptWords(login: string, path: string): Words | null {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(name(login, path)) ?? "null");
    if (typeof v !== "object" || v === null) return null;
    const said = v as Record<string, unknown>;
    const text = (key: string): string => (typeof said[key] === "string" ? said[key] : "");
    return { place: text("place"), at: text("at"), finding: text("finding"), signed: text("signed"), key: text("key") };
  } catch {
    return null;
  }
}

export const keepWords = (login: string, path: string, words: Words): void => localStorage.setItem(name(login, path), JSON.stringify(words));

/** Checks of this account that have been begun here. */
export function begun(login: string): string[] {
  const head = name(login, "");
  return Object.keys(localStorage).filter((key) => key.startsWith(head)).map((key) => key.slice(head.length));
}

// ---- photographs

const PLACE = "desk-spot";
const ALL = "photographs";
interface Row extends Photo {
  key: string;
  of: string;
}

function opened(): Promise<IDBDatabase> {
  return new Promise((good, bad) => {
    const asked = indexedDB.open(PLACE, 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore(ALL, { keyPath: "key" }); };
    asked.onsuccess = () => { good(asked.result); };
    asked.onerror = () => { bad(asked.error ?? new Error(PLACE)); };
  });
}

async function work<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await opened();
  try {
    return await new Promise<T>((good, bad) => {
      const all = db.transaction(ALL, mode);
      const asked = ask(all.objectStore(ALL));
      all.oncomplete = () => { good(asked.result); };
      all.onabort = all.onerror = () => { bad(all.error ?? new Error(PLACE)); };
    });
  } finally {
    db.close();
  }
}

const under = (of: string): IDBKeyRange => IDBKeyRange.bound(`${of} `, `${of} \uffff`);

export async function keptPhotos(login: string, path: string): Promise<Photo[]> {
  const rows = await work<Row[]>("readonly", (store) => store.getAll(under(name(login, path))));
  return rows.map(({ id, name: called, file, value, until }) => ({ id, name: called, file, value, until }));
}

export async function keepPhoto(login: string, path: string, photo: Photo): Promise<void> {
  const of = name(login, path);
  await work("readwrite", (store) => store.put({ ...photo, of, key: `${of} ${photo.id}` }));
}

export async function dropPhoto(login: string, path: string, id: string): Promise<void> {
  await work("readwrite", (store) => store.delete(`${name(login, path)} ${id}`));
}

export async function forgetSpot(login: string, path: string): Promise<void> {
  localStorage.removeItem(name(login, path));
  await work("readwrite", (store) => store.delete(under(name(login, path))));
}

/** Everything of an account that signs out. */
export async function forgetSpots(login: string): Promise<void> {
  for (const path of begun(login)) localStorage.removeItem(name(login, path));
  await work("readwrite", (store) => store.delete(IDBKeyRange.bound(name(login, ""), `${name(login, "")}\uffff`)));
}
