// The dossier that a screen shows, for the forms that are opened within it: what a decision rests on stands before whoever
// decides. On other screens there is none.
import { inject, provide, type InjectionKey, type ShallowRef } from "vue";
import type { Case, Dossier, DossierFile, Stage } from "@/api/types";

const KEY: InjectionKey<ShallowRef<Dossier | null>> = Symbol("dossier");

export const giveDossier = (dossier: ShallowRef<Dossier | null>): void => provide(KEY, dossier);

export interface Given {
  item: Case | undefined;
  stages: Stage[];
  files: DossierFile[];
}

/** The case as the dossier has it: the stages of its course in which something was said, and its files. */
export function givenOf(path: string): Given {
  const dossier = inject(KEY, null)?.value;
  const item = dossier?.cases.find((c) => c.path === path);
  const stages = (item?.course ?? []).filter((stage) => (stage.step?.said ?? []).length > 0 || stage.notes.length > 0);
  return { item, stages, files: (dossier?.files ?? []).filter((file) => file.path === path) };
}
