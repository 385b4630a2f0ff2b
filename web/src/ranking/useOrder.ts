// The order of one round as the people of one authority make it together: on the server, by version (If-Match). What
// somebody else has changed is taken over; where both have changed the same, one of them chooses. What can not be saved
// stays in this browser, by account, and is sent when the net is back.
import { computed, onBeforeUnmount, ref, shallowRef } from "vue";
import { api, takeWhole } from "@/api/client";
import { Failure, Offline } from "@/api/failure";
import { keepDraft, keptDraft } from "@/draft/kept";
import { merge, type Conflict } from "@/draft/merge";
import { session } from "@/session";
import { ORDER, leftOf, orderOf, sequenceOf, valuesOf, type Order, type Values } from "./order";

export type OrderSaved = "saved" | "saving" | "offline" | "conflict" | "failed";

const REST_MS = 300;
const AGAIN_MS = 5000;
/** How soon another's changes are seen without anything being done here. */
const LOOK_MS = 20_000;
const ROUTE = "/api/v1/rounds/{round}/order";
const nameOf = (round: string): string => `order:${round}`;

export function useOrder() {
  const values = ref<Values>({});
  const pending = ref<Values>({});
  const conflicts = ref<Conflict[]>([]);
  const error = shallowRef<unknown>(null);
  const busy = ref(false);
  const offline = ref(false);
  const by = ref("");
  const who = session.login;
  let round = "";
  /** What the server has; what stood there when something was changed here. */
  let base: Values = {};
  let seen: Values = {};
  let tag = "";
  let timer = 0;

  const keep = (): void => keepDraft(who, nameOf(round), { tag, base: seen, mine: pending.value });
  const ordersOf = (...some: Values[]): string[] => some.map((v) => v[ORDER] ?? "");
  const show = (): void => { values.value = { ...base, ...pending.value }; };

  async function renew(): Promise<void> {
    const mine = round;
    const got = await takeWhole(api.GET(ROUTE, { params: { path: { round: mine } } }));
    if (mine !== round) return;
    tag = got.tag;
    by.value = got.data.by;
    base = valuesOf(got.data, ordersOf(seen, base, pending.value));
    const merged = merge(seen, pending.value, base);
    seen = Object.fromEntries(Object.keys(merged.mine).map((key) => [key, seen[key] ?? ""]));
    pending.value = merged.mine;
    conflicts.value = merged.conflicts;
    keep();
    show();
  }

  /** Of another round, or anew. */
  async function load(of: string): Promise<void> {
    window.clearTimeout(timer);
    if (of !== round) {
      round = of;
      const kept = keptDraft(who, nameOf(of));
      pending.value = kept?.mine ?? {};
      seen = kept?.base ?? {};
      base = {};
      tag = "";
      conflicts.value = [];
      show();
    }
    error.value = null;
    try {
      await renew();
      offline.value = false;
      if (Object.keys(pending.value).length > 0) later(0);
    } catch (e) {
      failed(e);
    }
  }

  function failed(e: unknown): void {
    offline.value = e instanceof Offline;
    if (offline.value) later(AGAIN_MS);
    else error.value = e;
  }

  async function put(): Promise<void> {
    const sent = { ...pending.value };
    const whole = { ...base, ...sent };
    const mine = round;
    const saved = await takeWhole(api.PUT(ROUTE, { params: { path: { round: mine }, header: { "If-Match": tag } }, body: orderOf(whole) }));
    // Another round is shown by now; what was sent is asked for when this one is shown again.
    if (mine !== round) return;
    tag = saved.tag;
    by.value = saved.data.by;
    base = valuesOf(saved.data, ordersOf(whole));
    // What was changed while it was being sent is still to be saved.
    pending.value = Object.fromEntries(Object.entries(pending.value).filter(([key, value]) => sent[key] !== value));
    seen = Object.fromEntries(Object.keys(pending.value).map((key) => [key, base[key] ?? ""]));
    keep();
    show();
  }

  async function save(): Promise<void> {
    window.clearTimeout(timer);
    if (busy.value) return later(REST_MS);
    if (round === "" || conflicts.value.length > 0 || Object.keys(pending.value).length === 0) return;
    busy.value = true;
    error.value = null;
    try {
      if (tag === "") await renew();
      await put();
      offline.value = false;
    } catch (e) {
      if (e instanceof Failure && e.status === 412) await overtaken();
      else failed(e);
    } finally {
      busy.value = false;
    }
  }

  async function overtaken(): Promise<void> {
    try {
      await renew();
      if (conflicts.value.length === 0) later(0);
    } catch (e) {
      failed(e);
    }
  }

  function later(ms: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), ms);
  }

  function change(key: string, value: string): void {
    if (!(key in seen)) seen[key] = base[key] ?? "";
    pending.value = { ...pending.value, [key]: value };
    keep();
    show();
    later(REST_MS);
  }

  function settle(conflict: Conflict, mine: boolean): void {
    conflicts.value = conflicts.value.filter((c) => c.key !== conflict.key);
    seen[conflict.key] = conflict.theirs;
    // It may have been changed once more while both stood there.
    change(conflict.key, mine ? (pending.value[conflict.key] ?? conflict.mine) : conflict.theirs);
  }

  /** Another's changes, unless something of one's own is on its way. */
  const look = (): void => {
    if (round === "" || document.hidden || busy.value || Object.keys(pending.value).length > 0) return;
    renew().then(() => { offline.value = false; }, () => undefined);
  };
  const back = (): void => later(0);
  const looking = window.setInterval(look, LOOK_MS);
  window.addEventListener("online", back);
  window.addEventListener("focus", look);
  onBeforeUnmount(() => {
    window.clearTimeout(timer);
    window.clearInterval(looking);
    window.removeEventListener("online", back);
    window.removeEventListener("focus", look);
  });

  const order = computed<Order>(() => ({ order: sequenceOf(values.value), left: leftOf(values.value) }));
  const saved = computed<OrderSaved>(() => {
    if (conflicts.value.length > 0) return "conflict";
    if (offline.value) return "offline";
    if (error.value !== null) return "failed";
    return busy.value || Object.keys(pending.value).length > 0 ? "saving" : "saved";
  });

  return { order, by, conflicts, error, saved, load, save, change, settle };
}

export type KeptOrder = ReturnType<typeof useOrder>;
