// What belongs to no dossier: what may be opened anew, and what may be done with rounds.
import { shallowRef, type ShallowRef } from "vue";
import { api, take } from "@/api/client";
import type { Option } from "@/api/types";
import { session } from "@/session";

export interface Anew {
  options: ShallowRef<Option[]>;
  load: () => Promise<void>;
}

export function useAnew(): Anew {
  const options = shallowRef<Option[]>([]);
  return {
    options,
    load: async () => {
      if (session.office !== "") return;
      // A list is of use without them.
      options.value = (await take(api.GET("/api/v1/options")).catch(() => ({ actions: [] }))).actions;
    },
  };
}
