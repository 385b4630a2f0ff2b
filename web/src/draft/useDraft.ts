// One form that is being filled in: saved by itself a moment after the last key, by version (If-Match), so that two
// people do not overwrite each other. What can not be saved stays in the browser and is sent when the net is back.
import { computed, onBeforeUnmount, reactive, ref, shallowRef } from "vue";
import { api, takeWhole } from "@/api/client";
import { Failure, Offline } from "@/api/failure";
import type { Form, FormItem } from "@/api/types";
import { session } from "@/session";
import { keepDraft, keptDraft } from "./kept";
import { merge, type Conflict } from "./merge";

const REST_MS = 800;
const AGAIN_MS = 5000;
// Another may have saved just before; more than once is for the next press.
const TRIES = 2;

/** Name of the explanation that stands for what an item lacks. */
export const whyOf = (item: FormItem): string => `why.${item.key.split(".")[0] ?? item.key}`;

function valuesOf(form: Form): Record<string, string> {
  const values: Record<string, string> = {};
  for (const item of form.items) {
    values[item.key] = item.value ?? "";
    values[whyOf(item)] = item.why ?? "";
    for (const file of item.files ?? []) values[file.key] = `sha256:${file.digest}`;
  }
  return values;
}

/** "facts.land: …" as it is said at the field itself; \uFF1A is the Chinese colon. */
function withoutName(message: string, key: string): string {
  const prefix = `facts.${key}`;
  return message.startsWith(prefix) ? message.slice(prefix.length).replace(/^[:\uFF1A]\s*/u, "") : message;
}

export type Saved = "saved" | "typing" | "saving" | "offline" | "conflict" | "faulty" | "failed";

export function useDraft(path: string) {
  const form = shallowRef<Form | null>(null);
  const values = reactive<Record<string, string>>({});
  const faults = reactive<Record<string, string>>({});
  const conflicts = ref<Conflict[]>([]);
  const error = shallowRef<unknown>(null);
  const busy = ref(false);
  const offline = ref(false);
  const pending = ref<Record<string, string>>({});
  const who = session.login;
  /** What the server has. */
  let base: Record<string, string> = {};
  /** What stood under each unsaved item when it was typed, or when a conflict about it was settled. */
  let seen: Record<string, string> = {};
  let tag = "";
  let timer = 0;
  let gone = false;
  let running = Promise.resolve();

  const keep = (): void => keepDraft(who, path, { tag, base: seen, mine: pending.value });
  const fetchForm = (): Promise<{ data: Form; tag: string }> => takeWhole(api.GET("/api/v1/drafts/{path}", { params: { path: { path } } }));

  function stand(data: Form, now: string): void {
    form.value = data;
    tag = now;
    base = valuesOf(data);
    // What stands there no more, a file that somebody has taken away.
    for (const key of Object.keys(values)) if (!(key in base) && !(key in pending.value)) values[key] = "";
    for (const [key, value] of Object.entries(base)) if (!(key in pending.value)) values[key] = value;
  }

  /** Takes what the server has now; what was typed here is laid over it. */
  async function renew(): Promise<void> {
    const got = await fetchForm();
    const merged = merge(seen, pending.value, valuesOf(got.data));
    seen = Object.fromEntries(Object.keys(merged.mine).map((key) => [key, seen[key] ?? ""]));
    pending.value = merged.mine;
    stand(got.data, got.tag);
    conflicts.value = merged.conflicts;
    for (const [key, value] of Object.entries(merged.mine)) values[key] = value;
    keep();
  }

  async function load(): Promise<void> {
    error.value = null;
    try {
      const kept = keptDraft(who, path);
      pending.value = kept?.mine ?? {};
      seen = kept?.base ?? {};
      await renew();
      if (Object.keys(pending.value).length > 0) later(0);
    } catch (e) {
      error.value = e;
    }
  }

  async function put(facts: Record<string, string>): Promise<void> {
    const body = { facts: Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, v.trim() === "" ? null : v])) };
    const saved = await takeWhole(api.PUT("/api/v1/drafts/{path}", { params: { path: { path }, header: { "If-Match": tag } }, body }));
    tag = saved.tag;
    for (const [key, value] of Object.entries(facts)) {
      base[key] = value;
      delete faults[key];
      seen[key] = value;
      if (pending.value[key] !== value) continue;
      delete pending.value[key];
      delete seen[key];
    }
    keep();
  }

  /** One that can not be read must not keep the others from being saved. */
  async function putEach(facts: Record<string, string>): Promise<void> {
    for (const [key, value] of Object.entries(facts)) {
      try {
        await put({ [key]: value });
      } catch (e) {
        if (!(e instanceof Failure) || e.status !== 400) throw e;
        faults[key] = withoutName(e.message, key);
      }
    }
  }

  async function send(): Promise<void> {
    // What was refused waits until it is typed anew.
    const facts = Object.fromEntries(Object.entries(pending.value).filter(([key]) => !(key in faults)));
    if (Object.keys(facts).length === 0) return;
    try {
      await put(facts);
    } catch (e) {
      if (!(e instanceof Failure) || e.status !== 400) throw e;
      await putEach(facts);
    }
  }

  async function saving(): Promise<void> {
    if (gone || form.value === null || conflicts.value.length > 0 || Object.keys(pending.value).length === 0) return;
    busy.value = true;
    error.value = null;
    try {
      await send();
      offline.value = false;
      // The verdicts beside the fields are the server's.
      await renew();
    } catch (e) {
      if (e instanceof Failure && e.status === 412) await overtaken();
      else if (e instanceof Offline) {
        offline.value = true;
        later(AGAIN_MS);
      } else error.value = e;
    } finally {
      busy.value = false;
    }
  }

  async function save(): Promise<void> {
    window.clearTimeout(timer);
    if (busy.value) return later(REST_MS);
    running = saving();
    await running;
  }

  async function overtaken(): Promise<void> {
    try {
      await renew();
      if (conflicts.value.length === 0) later(0);
    } catch (e) {
      error.value = e;
    }
  }

  function later(ms: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), ms);
  }

  function typed(key: string, value: string): void {
    values[key] = value;
    delete faults[key];
    const next = { ...pending.value };
    // While it is being sent, what the server has is not yet what it had.
    if (!busy.value && value === (base[key] ?? "")) {
      delete next[key];
      delete seen[key];
    } else {
      next[key] = value;
      seen[key] ??= base[key] ?? "";
    }
    pending.value = next;
    keep();
    later(REST_MS);
  }

  function settle(conflict: Conflict, mine: boolean): void {
    conflicts.value = conflicts.value.filter((c) => c.key !== conflict.key);
    seen[conflict.key] = conflict.theirs;
    typed(conflict.key, mine ? conflict.mine : conflict.theirs);
  }

  const back = (): void => later(0);
  window.addEventListener("online", back);
  onBeforeUnmount(() => {
    gone = true;
    window.clearTimeout(timer);
    window.removeEventListener("online", back);
  });

  /** Brings what was typed to the server; false when something of it could not be. */
  async function settled(): Promise<boolean> {
    await running;
    for (let i = 0; i < TRIES && Object.keys(pending.value).length > 0 && conflicts.value.length === 0; i++) await save();
    return Object.keys(pending.value).length === 0;
  }

  /** The version for whoever changes the draft by another way: with everything saved that was typed. */
  async function settledTag(): Promise<string> {
    await settled();
    return tag;
  }

  const saved = computed<Saved>(() => {
    if (conflicts.value.length > 0) return "conflict";
    if (offline.value) return "offline";
    if (busy.value) return "saving";
    if (error.value !== null) return "failed";
    if (Object.keys(faults).length > 0) return "faulty";
    return Object.keys(pending.value).length > 0 ? "typing" : "saved";
  });

  return { form, values, faults, conflicts, error, saved, load, save, typed, settle, settled, settledTag };
}

export type DraftState = ReturnType<typeof useDraft>;
