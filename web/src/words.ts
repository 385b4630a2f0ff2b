// Marks between words: \u3001 in Chinese.
import { language } from "@/i18n";

export const joined = (words: readonly string[]): string => words.join(language.value === "zh" ? "\u3001" : ", ");

/** A moment of the server (UTC) as people here read it. */
export function moment(at: string | null): string {
  if (at === null) return "";
  return new Date(at).toLocaleString(language.value === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
}
