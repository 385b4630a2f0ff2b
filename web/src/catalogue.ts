// What changes seldom and several screens name: the vocabulary of the rulebook in force, rounds, channels. Asked for
// once, when the first screen wants it.
import { computed, shallowRef, type ComputedRef, type ShallowRef } from "vue";
import type { components } from "@/generated/api";
import { api, take } from "@/api/client";
import type { RoundRow } from "@/api/types";

type Rulebook = components["schemas"]["Rulebook"];
type Channel = components["schemas"]["Channels"]["channels"][number];
type State = Rulebook["cases"][number]["states"][number];

const book = shallowRef<Rulebook | null>(null);
const rounds = shallowRef<RoundRow[]>([]);
const channels = shallowRef<Channel[]>([]);
let asked = false;

async function load(): Promise<void> {
  const [versions, all, ways] = await Promise.all([
    take(api.GET("/api/v1/rulebooks")), take(api.GET("/api/v1/rounds")), take(api.GET("/api/v1/channels")),
  ]);
  rounds.value = all.rounds;
  channels.value = ways.channels;
  const now = versions.rulebooks.find((r) => r.in_force);
  if (now !== undefined) book.value = await take(api.GET("/api/v1/rulebooks/{id}", { params: { path: { id: now.id } } }));
}

export interface Catalogue {
  book: ShallowRef<Rulebook | null>;
  rounds: ShallowRef<RoundRow[]>;
  channels: ShallowRef<Channel[]>;
  states: ComputedRef<(kind: string) => State[]>;
}

export function useCatalogue(): Catalogue {
  if (!asked) {
    asked = true;
    // A list works without the words of its filters; the next screen tries again.
    load().catch(() => { asked = false; });
  }
  const states = computed(() => (kind: string) => book.value?.cases.find((c) => c.name === kind)?.states ?? []);
  return { book, rounds, channels, states };
}
