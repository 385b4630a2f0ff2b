// Submitting a form from where it is filled in: what was typed is brought to the server first. Once it was refused, what
// stands against it is shown as the server finds it after each change, at the items that it names or else by itself.
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { api, take } from "@/api/client";
import { Failure } from "@/api/failure";
import type { Done, FormItem, Option, Reason } from "@/api/types";
import { freshKey } from "@/dossier/arguments";
import { i18n, pick } from "@/i18n";
import { cited } from "@/words";
import type { DraftState } from "./useDraft";

export interface Submitting {
  option: ComputedRef<Option | undefined>;
  busy: Ref<boolean>;
  /** Something that was typed could not be saved: nothing was submitted. */
  unsaved: Ref<boolean>;
  error: ShallowRef<unknown>;
  /** By item; items in the order of the form. */
  faults: ComputedRef<Record<string, string>>;
  /** What concerns no item. */
  reasons: ComputedRef<Reason[]>;
  submit: () => Promise<Done | null>;
}

/** What is to be done at an item that lacks; the need's own name says only that something does. */
function lackOf(item: FormItem, reason: Reason): string {
  const { t } = i18n.global;
  const todo = (item.choices ?? []).length > 0 ? t("county.fillChoice") : item.text ? t("county.fillText") : t("county.fillFigure");
  const article = cited(reason.article);
  return article === "" ? todo : t("county.fillBy", { todo, article });
}

export function useSubmit(draft: DraftState, path: string): Submitting {
  const busy = ref(false);
  const tried = ref(false);
  const unsaved = ref(false);
  const error = shallowRef<unknown>(null);
  let key = freshKey();

  const option = computed(() => draft.form.value?.submit);
  const against = computed(() => (tried.value ? (option.value?.reasons ?? []) : []));
  const names = (reason: Reason): FormItem[] => (draft.form.value?.items ?? []).filter((item) => reason.args?.includes(item.key) === true);
  const faults = computed(() => {
    const told = (reason: Reason): string => [cited(reason.article), pick(reason.label)].filter((s) => s !== "").join(" ");
    // What is to be done stands at each that lacks; the need itself, where all are filled in, at the first of them.
    return Object.fromEntries(against.value.flatMap((reason) => {
      const lacking = names(reason).filter((item) => (item.value ?? "").trim() === "");
      return lacking.length > 0 ? lacking.map((item) => [item.key, lackOf(item, reason)]) : names(reason).slice(0, 1).map((item) => [item.key, told(reason)]);
    }));
  });
  const reasons = computed(() => against.value.filter((reason) => names(reason).length === 0));

  async function post(action: string): Promise<Done | null> {
    try {
      return await take(api.POST("/api/v1/actions/{action}", { params: { path: { action }, header: { "Idempotency-Key": key } }, body: { target: path } }));
    } catch (e) {
      // A refusal is final; anything else may have been done, and the same request asks for that answer.
      if (e instanceof Failure && e.status < 500) key = freshKey();
      await draft.load();
      if (against.value.length === 0) error.value = e;
      return null;
    }
  }

  async function submit(): Promise<Done | null> {
    if (busy.value || option.value === undefined) return null;
    busy.value = true;
    tried.value = true;
    error.value = null;
    try {
      unsaved.value = !(await draft.settled());
      return unsaved.value ? null : await post(option.value.action.name);
    } finally {
      busy.value = false;
    }
  }

  return { option, busy, unsaved, error, faults, reasons, submit };
}
