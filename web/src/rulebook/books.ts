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
/** An article as lines of a rulebook cite it. */
export const ARTICLE = /\u7b2c[\u4e00-\u9fff]+\u6761(?:[(\uff08][\u4e00-\u9fff]+[)\uff09])?/gu;
