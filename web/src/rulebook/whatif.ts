// What a draft would judge otherwise: portion by portion until all dossiers have been looked at, or somebody stops. The
// sums are the server's; here they are only added up.
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/generated/api";

export type Portion = components["schemas"]["Whatif"];
export type Flip = Portion["flips"][number];
const LISTED = 2000;

export interface Outcome extends Omit<Portion, "next"> {
  flipped: number;
  whole: boolean;
}

export interface WhatIf {
  outcome: ShallowRef<Outcome | null>;
  busy: Ref<boolean>;
  error: ShallowRef<unknown>;
  run: (text: string) => Promise<void>;
  stop: () => void;
}

function summed<T extends { n: number }>(one: readonly T[], more: readonly T[], same: (a: T, b: T) => boolean): T[] {
  const all = one.map((x) => ({ ...x, n: x.n + (more.find((y) => same(x, y))?.n ?? 0) }));
  return [...all, ...more.filter((y) => !one.some((x) => same(x, y)))];
}

function added(so: Outcome | null, p: Portion): Outcome {
  const flipped = p.changes.reduce((n, c) => n + c.n, 0);
  const whole = p.next === undefined;
  if (so === null) return { ...p, flips: p.flips.slice(0, LISTED), flipped, whole };
  return {
    ...so, whole, flipped: so.flipped + flipped, seen: so.seen + p.seen, judged: so.judged + p.judged,
    changes: summed(so.changes, p.changes, (a, b) => a.from === b.from && a.to === b.to),
    criteria: summed(so.criteria, p.criteria, (a, b) => a.id === b.id),
    flips: so.flips.length < LISTED ? [...so.flips, ...p.flips].slice(0, LISTED) : so.flips,
  };
}

export function useWhatIf(): WhatIf {
  const outcome = shallowRef<Outcome | null>(null);
  const busy = ref(false);
  const error = shallowRef<unknown>(null);
  let turn = 0;
  async function run(text: string): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    error.value = null;
    outcome.value = null;
    try {
      for (let after: string | undefined, more = true; more && turn === mine; more = after !== undefined) {
        const portion: Portion = await take(api.POST("/api/v1/rulebooks/whatif", { body: { text, ...(after !== undefined ? { after } : {}) } }));
        if (turn !== mine) return;
        outcome.value = added(outcome.value, portion);
        after = portion.next;
      }
    } catch (e) {
      if (turn === mine) error.value = e;
    } finally {
      if (turn === mine) busy.value = false;
    }
  }
  return { outcome, busy, error, run, stop: () => { turn++; busy.value = false; } };
}
