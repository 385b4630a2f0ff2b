// What a reviewer has noted of a case before it is decided: judgements and corrections. They stand where the forms of
// the actions keep what was typed, so that the form that is opened has them.
import { computed, reactive, type ComputedRef } from "vue";
import type { Criterion, Option } from "@/api/types";
import { keepArguments, keptArguments } from "@/dossier/arguments";
import { pick } from "@/i18n";

const nameOf = (option: Option): string => `${option.action.name} ${option.target}`;

/** The action that judges, if one is open: its arguments are the criteria. */
export const judging = (options: readonly Option[]): Option | undefined =>
  options.find((o) => o.open !== "closed" && o.args.some((a) => a.type === "judgement"));

/** The argument of an action that gives a case back under which the corrections go: the text that it asks for. */
export const takesCorrections = (option: Option): string | undefined => option.args.find((a) => a.required && a.type === "text")?.name;

/** Actions that concern one criterion, for which it can be named. */
export const relaxing = (options: readonly Option[], id: string): Option[] =>
  options.filter((o) => o.open !== "closed" && o.args.some((a) => a.type === "criterion" && (a.choices ?? []).some((c) => c.name === id)));

export function useJudgements(option: () => Option | undefined): { values: Record<string, string>; judge: (id: string, value: string) => void; load: () => void } {
  const values = reactive<Record<string, string>>({});
  return {
    values,
    judge: (id, value) => {
      const o = option();
      values[id] = value;
      if (o !== undefined) keepArguments(nameOf(o), { ...keptArguments(nameOf(o)), [id]: value });
    },
    load: () => {
      for (const id of Object.keys(values)) delete values[id];
      const o = option();
      if (o !== undefined) Object.assign(values, keptArguments(nameOf(o)));
    },
  };
}

const OTHER = "other";
export interface Corrections {
  notes: Record<string, string>;
  note: (id: string, text: string | undefined) => void;
  load: () => void;
  clear: () => void;
  /** What is on the list: points that say something, as one text. */
  points: ComputedRef<string[]>;
  text: () => string;
}

export function useCorrections(path: () => string, criteria: () => readonly Criterion[]): Corrections {
  const name = (): string => `corrections ${path()}`;
  const notes = reactive<Record<string, string>>({});
  const keep = (): void => { keepArguments(name(), { ...notes }); };
  const points = computed(() => [
    ...criteria().flatMap((c) => ((notes[c.id] ?? "").trim() !== "" ? [`${c.id} ${pick(c.label)}：${(notes[c.id] ?? "").trim()}`] : [])),
    ...((notes[OTHER] ?? "").trim() !== "" ? [(notes[OTHER] ?? "").trim()] : []),
  ]);
  return {
    notes, points,
    note: (id, text) => {
      if (text === undefined) delete notes[id];
      else notes[id] = text;
      keep();
    },
    load: () => {
      for (const id of Object.keys(notes)) delete notes[id];
      Object.assign(notes, keptArguments(name()));
    },
    clear: () => {
      for (const id of Object.keys(notes)) delete notes[id];
      keep();
    },
    text: () => points.value.map((p, i) => `${i + 1}. ${p}`).join("\n"),
  };
}
