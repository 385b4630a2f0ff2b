// The two languages. Chinese comes first; the choice is kept in the browser and changes in place, so that nothing that
// was typed is lost.
import { computed } from "vue";
import { createI18n, type LocaleMessageValue, type VueMessageType } from "vue-i18n";
import type { Text } from "@/api/types";

export type Language = "zh" | "en";
const KEY = "desk.language";

function first(): Language {
  const asked = new URLSearchParams(window.location.search).get("lang");
  const kept = asked ?? localStorage.getItem(KEY);
  return kept === "en" ? "en" : "zh";
}

// A file for each part of the workbench; no two say the same key.
type Messages = Record<string, LocaleMessageValue<VueMessageType>>;
const parts = (files: Record<string, Messages>): Messages => Object.assign({}, ...Object.values(files)) as Messages;
const zh = parts(import.meta.glob<Messages>(["./messages/zh/*.json", "!./messages/zh/verify.json"], { eager: true, import: "default" }));
const en = parts(import.meta.glob<Messages>(["./messages/en/*.json", "!./messages/en/verify.json"], { eager: true, import: "default" }));

export const i18n = createI18n({ legacy: false, locale: first(), fallbackLocale: "zh", messages: { zh, en } });
export const language = computed<Language>(() => (i18n.global.locale.value === "en" ? "en" : "zh"));

export function speak(to: Language): void {
  i18n.global.locale.value = to;
  localStorage.setItem(KEY, to);
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
}
speak(first());

/** A label of the rulebook in the language that is shown. */
export function pick(label: Text | undefined): string {
  if (label === undefined) return "";
  const [own, other] = language.value === "zh" ? [label.zh, label.en] : [label.en, label.zh];
  return own !== "" ? own : other;
}
