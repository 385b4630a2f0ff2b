// Keys, signed notes and checkpoints (C2SP signed-note, tlog-checkpoint).
import { bytes, fromBase64, hex, join, same } from "./bytes";
import { Fault } from "./fault";
import { sha256, signed, type Suite } from "./suite";

const SM2_TYPE = join(Uint8Array.of(0xff), bytes("jiqun/sm2"));
const ED_TYPE = 0x01;

export interface Key { name: string; id: Uint8Array; suite: Suite; raw: Uint8Array }
export interface Note { text: string; by: Key[] }
export interface Checkpoint { origin: string; size: bigint; root: Uint8Array; extension: string[]; suite: Suite }

const nameOk = (name: string): boolean => name !== "" && !/[+\s]/u.test(name);

function material(name: string, m: Uint8Array): Pick<Key, "suite" | "raw"> {
  if (same(m.subarray(0, SM2_TYPE.length), SM2_TYPE)) {
    const raw = m.subarray(SM2_TYPE.length);
    if (raw.length !== 65 || raw[0] !== 4 || !name.endsWith("/sm3")) throw new Fault("key");
    return { suite: "sm3", raw };
  }
  if (m[0] !== ED_TYPE || m.length !== 33) throw new Fault("key");
  return { suite: "sha256", raw: m.subarray(1) };
}

/** A verifier key: NAME+HASH+BASE64. */
function key(line: string): Key {
  const [name, id, ...rest] = line.split("+");
  if (name === undefined || id === undefined || rest.length === 0 || !nameOk(name)) throw new Fault("key");
  let m: Uint8Array;
  try {
    m = fromBase64(rest.join("+"));
  } catch {
    throw new Fault("key");
  }
  const digest = sha256(join(bytes(`${name}\n`), m)).subarray(0, 4);
  if (hex(digest) !== id) throw new Fault("key");
  return { name, id: digest, ...material(name, m) };
}

/** One key a line; empty lines are passed over. */
export function keys(text: string): Key[] {
  const lines = text.split(/\r?\n/).map((l) => l.trim()).filter((l) => l !== "");
  if (lines.length === 0) throw new Fault("key");
  return lines.map(key);
}

/** Every signature by one of the keys is checked; a bad one refuses the note. */
export function openNote(note: string, known: readonly Key[]): Note {
  const at = note.lastIndexOf("\n\n");
  // eslint-disable-next-line no-control-regex
  if (at <= 0 || !note.endsWith("\n") || at + 2 >= note.length || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Fault("form");
  const text = note.slice(0, at + 1);
  const by: Key[] = [];
  for (const line of note.slice(at + 2, -1).split("\n")) {
    const [dash, name, blob, ...more] = line.split(" ");
    if (dash !== "\u2014" || name === undefined || blob === undefined || more.length > 0 || !nameOk(name)) throw new Fault("form");
    const signature = fromBase64(blob);
    if (signature.length <= 4) throw new Fault("form");
    for (const k of known.filter((one) => one.name === name && same(one.id, signature.subarray(0, 4)))) {
      if (!signed(k.suite, k.raw, bytes(text), signature.subarray(4))) throw new Fault("signature");
      by.push(k);
    }
  }
  if (by.length === 0) throw new Fault("unsigned");
  return { text, by };
}

/** One good signature must be by a key that is named as the origin. */
export function openCheckpoint(note: string, known: readonly Key[]): Checkpoint {
  const { text, by } = openNote(note, known);
  const [origin, size, root, ...rest] = text.split("\n");
  if (origin === undefined || size === undefined || root === undefined || rest.pop() !== "") throw new Fault("checkpoint");
  if (!/^(0|[1-9][0-9]{0,18})$/.test(size) || rest.some((l) => l === "")) throw new Fault("checkpoint");
  const own = by.find((k) => k.name === origin);
  if (own === undefined) throw new Fault("checkpoint");
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new Fault("checkpoint");
  return { origin, size: BigInt(size), root: hash, extension: rest, suite: own.suite };
}
