// Whose guide is whose, and the texts, each loaded when it is wanted.
const TEXTS = import.meta.glob<{ default: string }>("../../../docs/guide-*.md");

export const GUIDES = ["county", "province", "ministry", "expert", "office"] as const;
export type Guide = (typeof GUIDES)[number];

const OF_LEVEL: Record<string, Guide> = { city: "province", province: "province", ministry: "ministry", expert: "expert" };
export const guideOf = (office: string, level: string): Guide => (office !== "" ? "office" : OF_LEVEL[level] ?? "county");

export async function textOf(guide: Guide): Promise<string> {
  const load = TEXTS[`../../../docs/guide-${guide}.md`];
  if (load === undefined) throw new Error(`no guide ${guide}`);
  return (await load()).default;
}
