// The form as sections: the areas of the standard, in their order, and below them what belongs to none; the years of one
// figure stand in one row.
import type { Criterion, Form, FormItem, Text } from "@/api/types";

export interface Row {
  fact: string;
  items: FormItem[];
  criteria: Criterion[];
}

export interface Section {
  id: string;
  title: Text | undefined;
  rows: Row[];
}

const factOf = (item: FormItem): string => item.key.split(".")[0] ?? item.key;

export function sectionsOf(form: Form): Section[] {
  const sections = new Map<string, Section>();
  const rows = new Map<string, Row>();
  for (const item of form.items) {
    const id = item.area?.name ?? "";
    const section = sections.get(id) ?? { id, title: item.area, rows: [] };
    sections.set(id, section);
    const fact = factOf(item);
    const row = rows.get(fact);
    if (row !== undefined) {
      row.items.push(item);
      continue;
    }
    const criteria = (form.assessment?.criteria ?? []).filter((c) => c.facts.includes(fact));
    const made = { fact, items: [item], criteria };
    rows.set(fact, made);
    section.rows.push(made);
  }
  return [...sections.values()].sort((a, b) => (a.id === "" ? 1 : b.id === "" ? -1 : a.id.localeCompare(b.id, "en", { numeric: true })));
}
