// Marks between words: \u3001 in Chinese.
import { cite } from "@/cite";
import { i18n, language } from "@/i18n";

export const joined = (words: readonly string[]): string => words.join(language.value === "zh" ? "\u3001" : ", ");

/** What something rests on, as people read it: where it is no article but how the program reads the regulation, it says so. */
export const cited = (article: string | undefined): string => cite(article ?? "", language.value === "zh", i18n.global.t("cite.reading"));

/** An industry by its name, which people know, and its code, which files have; the code alone where it has no name. */
export const industryOf = (row: { industry?: string; industry_name?: string }): string =>
  [row.industry_name ?? "", row.industry ?? ""].filter((s) => s !== "").join(" ");

/** A moment of the server (UTC) as people here read it. */
export function moment(at: string | null): string {
  if (at === null) return "";
  return new Date(at).toLocaleString(language.value === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
}
