// Citations of the law. The server keeps them as the text has them; in English the same is said as "art. 17(3)". What has
// no such form stays as it is.
// Zero to nine; what is no article: an annex, a notice, an announcement.
const DIGITS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d";
const PAPERS: readonly (readonly [string, string, string])[] = [["\u9644\u4ef6", "annex", " "], ["\u901a\u77e5", "notice", " of "], ["\u516c\u544a", "announcement", " of "]];
const JOINT = "\u3001";

/** Of a numeral up to 999, or digits; 0 when it is neither. */
function numberOf(text: string): number {
  let total = 0, digit = 0;
  for (const c of text) {
    if (c >= "0" && c <= "9") digit = digit * 10 + Number(c);
    else if (c === "\u5341" || c === "\u767e") [total, digit] = [total + (digit || 1) * (c === "\u5341" ? 10 : 100), 0];
    else if (DIGITS.includes(c)) digit = DIGITS.indexOf(c);
    else return 0;
  }
  return total + digit;
}

/** What a citation begins with, and what follows it; null when it is none that is known. */
function head(one: string): [string, string] | null {
  const article = /^\u7b2c([^\u6761\u6b3e]+)\u6761(?:\u7b2c([^\u6761\u6b3e]+)\u6b3e)?/.exec(one);
  if (article !== null) {
    const [whole, n, para] = [article[0], numberOf(article[1] ?? ""), numberOf(article[2] ?? "")];
    return n === 0 || (article[2] !== undefined && para === 0) ? null : [para > 0 ? `art. ${n} para. ${para}` : `art. ${n}`, one.slice(whole.length)];
  }
  const paper = PAPERS.find(([zh]) => one.startsWith(zh));
  if (paper === undefined) return one.startsWith("(") ? ["", one] : null;
  const no = /^\d*/.exec(one.slice(paper[0].length))?.[0] ?? "";
  return [paper[1] + (no === "" ? "" : paper[2] + no), one.slice(paper[0].length + no.length)];
}

function english(one: string): string {
  const begun = head(one.replace(/\uff08/g, "(").replace(/\uff09/g, ")"));
  if (begun === null) return one;
  const items = /^(?:\([^()]+\))*$/.exec(begun[1]) === null ? null : [...begun[1].matchAll(/\(([^()]+)\)/g)].map((m) => numberOf(m[1] ?? ""));
  return items === null || items.includes(0) ? one : begun[0] + items.map((n) => `(${n})`).join("");
}

/** `reading`: how it is said that something is no article but how the program reads the regulation. */
export function cite(article: string, zh: boolean, reading: string): string {
  return article.split(JOINT).map((one) => (one === "reading" ? reading : zh ? one : english(one))).join(zh ? JOINT : ", ");
}
