// The tree (RFC 9162 section 2.1) and proofs that a leaf is in it, as texts (C2SP tlog-proof).
import { fromBase64, join, same } from "./bytes";
import { Fault } from "./fault";
import { openCheckpoint, type Checkpoint, type Key } from "./note";
import { hash, type Suite } from "./suite";

const FIRST_LINE: ReadonlyMap<string, Suite> = new Map([["jiqun/tlog-proof-sm3@v1", "sm3"], ["c2sp.org/tlog-proof@v1", "sha256"]]);

export interface Proof { suite: Suite; index: bigint; path: Uint8Array[]; checkpoint: string }

export function proofOf(text: string): Proof {
  const at = text.indexOf("\n\n");
  if (at < 0) throw new Fault("proof");
  const [first, index, ...path] = text.slice(0, at).split("\n");
  const suite = FIRST_LINE.get(first ?? "");
  const n = /^index (0|[1-9][0-9]{0,18})$/.exec(index ?? "")?.[1];
  if (suite === undefined || n === undefined) throw new Fault("proof");
  const hashes = path.map(fromBase64);
  if (hashes.some((h) => h.length !== 32)) throw new Fault("proof");
  return { suite, index: BigInt(n), path: hashes, checkpoint: text.slice(at + 2) };
}

/** The root that a path leads to (RFC 9162 section 2.1.3.2); null when it has another length than such a path. */
function climb(suite: Suite, leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Uint8Array | null {
  let [fn, sn, root] = [index, size - 1n, leaf];
  if (index >= size) return null;
  for (const p of path) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      root = hash(suite, join(Uint8Array.of(1), p, root));
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      root = hash(suite, join(Uint8Array.of(1), root, p));
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? root : null;
}

/** The checkpoint in which the entry is. */
export function included(p: Proof, entry: Uint8Array, known: readonly Key[]): Checkpoint {
  const c = openCheckpoint(p.checkpoint, known);
  if (c.suite !== p.suite) throw new Fault("suite");
  const root = climb(p.suite, hash(p.suite, join(Uint8Array.of(0), entry)), p.index, c.size, p.path);
  if (root === null || !same(root, c.root)) throw new Fault("notInLog");
  return c;
}
