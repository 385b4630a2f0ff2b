// The two suites (docs/record.md). Hashes and curves are those of libraries; here is only what binds them to the form of
// the log: the encodings of key and signature, and nothing is taken that has two of them.
import { ed25519 } from "@noble/curves/ed25519";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2";
import { sm2, sm3 as librarySm3 } from "sm-crypto-v2";
import { fromHex, hex } from "./bytes";

export type Suite = "sm3" | "sha256";
export const sha256 = (data: Uint8Array): Uint8Array => nobleSha256(data);
const sm3 = (data: Uint8Array): Uint8Array => fromHex(librarySm3(data));
export const hash = (suite: Suite, data: Uint8Array): Uint8Array => (suite === "sm3" ? sm3(data) : sha256(data));

const SM2_N = BigInt("0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
const DISTINGUISHING_ID = "1234567812345678";

interface Taken { value: Uint8Array; rest: Uint8Array }

function take(der: Uint8Array, tag: number): Taken | null {
  const n = der[1];
  if (der[0] !== tag || n === undefined || n >= 0x80 || der.length < 2 + n) return null;
  return { value: der.subarray(2, 2 + n), rest: der.subarray(2 + n) };
}

/** A positive integer in its one encoding. */
function integer(der: Uint8Array): { n: bigint; rest: Uint8Array } | null {
  const t = take(der, 0x02);
  const first = t?.value[0];
  if (t === null || first === undefined || first >= 0x80) return null;
  if (t.value.length > 1 && first === 0 && (t.value[1] ?? 0) < 0x80) return null;
  return { n: BigInt(`0x${hex(t.value)}`), rest: t.rest };
}

/** SEQUENCE { r, s } as 64 bytes in hex; null when it is anything else. */
function fixed(der: Uint8Array): string | null {
  const whole = take(der, 0x30);
  if (whole === null || whole.rest.length > 0) return null;
  const r = integer(whole.value);
  const s = r === null ? null : integer(r.rest);
  if (r === null || s === null || s.rest.length > 0) return null;
  if (r.n <= 0n || r.n >= SM2_N || s.n <= 0n || s.n >= SM2_N) return null;
  return r.n.toString(16).padStart(64, "0") + s.n.toString(16).padStart(64, "0");
}

function verifySm2(raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const both = fixed(signature);
  return both !== null && sm2.doVerifySignature(message, both, hex(raw), { hash: true, userId: DISTINGUISHING_ID });
}

/** Whether the key (65 bytes of an uncompressed point, or 32 of Ed25519) signed the message. */
export function signed(suite: Suite, raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return suite === "sm3" ? verifySm2(raw, message, signature) : ed25519.verify(signature, message, raw, { zip215: false });
  } catch {
    return false; // not a point of the curve, not a number of it
  }
}
