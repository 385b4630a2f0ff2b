// Where a text has certain words, and which articles its lines cite.
import { inOrder } from "./books";

export interface Part { from: number; until: number; line: number }

/** An article as lines of a rulebook cite it. */
export const ARTICLE = /\u7b2c[\u4e00-\u9fff]+\u6761(?:[(\uff08][\u4e00-\u9fff]+[)\uff09])?/gu;

/** Articles by number, each with how many times it is cited. */
export function citationsOf(text: string): [string, number][] {
  const n = new Map<string, number>();
  for (const [a] of text.matchAll(ARTICLE)) n.set(a, (n.get(a) ?? 0) + 1);
  return [...n].sort(([a], [b]) => inOrder(a, b));
}

/** Letters of the language alone, so that every place stays where it is. */
const small = (s: string): string => s.replace(/[A-Z]/g, (c) => c.toLowerCase());

/** Every place of the words, whatever case they are in; with `whole` those alone where it finds just them, so that an
 * article is not found in its paragraphs. */
export function placesOf(text: string, words: string, whole?: RegExp): Part[] {
  const parts: Part[] = [];
  let line = 1, counted = 0;
  const put = (from: number, until: number): void => {
    for (; counted < from; counted++) if (text[counted] === "\n") line++;
    parts.push({ from, until, line });
  };
  if (whole !== undefined) {
    for (const m of text.matchAll(whole)) if (m[0] === words) put(m.index, m.index + words.length);
    return parts;
  }
  const all = small(text), part = small(words);
  for (let at = all.indexOf(part); part !== "" && at >= 0; at = all.indexOf(part, at + part.length)) put(at, at + part.length);
  return parts;
}
