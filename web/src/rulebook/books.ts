// The versions on record, and the text of one; a draft that is kept in this browser and nowhere else.
import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/generated/api";

export type Version = components["schemas"]["Rulebooks"]["rulebooks"][number];
const KEY = "desk.rulebook.draft";

export interface Books {
  versions: ShallowRef<Version[]>;
  error: ShallowRef<unknown>;
  load: () => Promise<void>;
  textOf: (id: string) => Promise<string>;
}

export function useBooks(): Books {
  const versions = shallowRef<Version[]>([]);
  const error = shallowRef<unknown>(null);
  const texts = new Map<string, string>();
  return {
    versions, error,
    load: async () => {
      error.value = null;
      try {
        versions.value = (await take(api.GET("/api/v1/rulebooks"))).rulebooks;
      } catch (e) {
        error.value = e;
      }
    },
    textOf: async (id) => {
      const known = texts.get(id);
      if (known !== undefined) return known;
      const { text } = await take(api.GET("/api/v1/rulebooks/{id}", { params: { path: { id } } }));
      texts.set(id, text);
      return text;
    },
  };
}

export function useDraftText(): Ref<string> {
  const text = ref(localStorage.getItem(KEY) ?? "");
  watch(text, (now) => {
    if (now === "") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, now);
  });
  return text;
}

export const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

const DIGITS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d";
const TEN = "\u5341";
/** What a Chinese numeral below a hundred counts: \u5341\u4e03 is 17, \u4e8c\u5341 is 20. */
function counts(numeral: string): number {
  const [tens = "", ones = ""] = numeral.includes(TEN) ? numeral.split(TEN) : ["\u96f6", numeral];
  return (tens === "" ? 1 : DIGITS.indexOf(tens)) * 10 + Math.max(0, DIGITS.indexOf(ones === "" ? "\u96f6" : ones));
}
/** Articles as the regulation has them: by number, and an article before its paragraphs. */
export function inOrder(a: string, b: string): number {
  const numbers = (article: string): number[] => [...article.matchAll(/[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]+/gu)].map(([n]) => counts(n));
  const [x = 0, u = 0] = numbers(a), [y = 0, v = 0] = numbers(b);
  return x - y || u - v;
}
