// The page that checks a proof in the browser: one file that needs no network and no server. What is chosen is read here
// and sent nowhere.
import { cite } from "@/cite";
import en from "@/messages/en/verify.json";
import zh from "@/messages/zh/verify.json";
import { check, type Certificate } from "./certificate";
import { Fault } from "./fault";
import { keys } from "./note";
import "./verify.css";

const PROOF_MAX = 256 << 10;
type Catalogue = typeof zh.verify;
let words: Catalogue = zh.verify;
let shown: (() => void) | null = null;

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no element ${id}`);
  return found;
}
const chosen = element("proof", HTMLInputElement);
const keyText = element("keys", HTMLTextAreaElement);
const keyFile = element("keyFile", HTMLInputElement);
const result = element("result", HTMLElement);

/** `verify.…` of the catalogue; places are {name}. */
function t(key: string, places: Record<string, string | number> = {}): string {
  let at: unknown = { verify: words };
  for (const name of key.split(".")) at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return (typeof at === "string" ? at : key).replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ""));
}

function make(tag: string, content: string, name = ""): HTMLElement {
  const e = document.createElement(tag);
  e.textContent = content;
  if (name !== "") e.className = name;
  return e;
}

function facts(c: Certificate): HTMLElement {
  const list = make("dl", "");
  const chinese = words === zh.verify;
  const rows: [string, string][] = [
    [t("verify.cluster"), c.cluster], [t("verify.name"), c.field.name], [t("verify.county"), c.field.county],
    [t("verify.channel"), c.field.channel],
    [t("verify.state"), (chinese ? c.stateZh || c.stateEn : c.stateEn || c.stateZh) || c.state], [t("verify.announced"), c.field.announced],
    [t("verify.announcement"), c.field.announcement],
    [t(c.state === "recognised" ? "verify.valid" : "verify.validOnce"), c.field.valid_from === "" ? "" : t("verify.span", { from: c.field.valid_from, until: c.field.valid_until })],
    ...c.events.map((e): [string, string] => [t("verify.basis"), t("verify.event", { seq: e.seq, day: e.day, action: e.action, article: cite(e.article, chinese, t("verify.reading")) })]),
    [t("verify.log"), t("verify.logText", { origin: c.origin, size: c.size, time: c.time })],
  ];
  for (const [name, value] of rows.filter((row) => row[1] !== "")) list.append(make("dt", name), make("dd", value));
  return list;
}

function showGood(c: Certificate): void {
  result.replaceChildren(make("p", t("verify.holds"), "good"));
  if (c.demonstration) result.append(make("p", t("verify.invented"), "warn"));
  result.append(facts(c), make("p", t("verify.until", { day: c.day })));
}

function showBad(why: unknown): void {
  const fault = why instanceof Fault ? why : new Fault("form");
  const text = t(`verify.fault.${fault.why}`);
  result.replaceChildren(make("p", t("verify.fails"), "bad"), make("p", fault.event > 0 ? t("verify.ofEvent", { number: fault.event, text }) : text));
}

function say(show: () => void): void {
  shown = show;
  show();
}

async function run(): Promise<void> {
  const file = chosen.files?.[0];
  if (file === undefined || keyText.value.trim() === "") return say(() => { result.replaceChildren(make("p", t("verify.lacking"), "bad")); });
  if (file.size > PROOF_MAX) return say(() => { showBad(new Fault("form")); });
  try {
    const bytes = await file.arrayBuffer();
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const c = check(text, keys(keyText.value));
    say(() => { showGood(c); });
  } catch (why) {
    say(() => { showBad(why); });
  }
}

function speak(chinese: boolean): void {
  words = chinese ? zh.verify : en.verify;
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  document.title = t("verify.title");
  for (const e of document.querySelectorAll<HTMLElement>("[data-text]")) e.textContent = t(`verify.${e.dataset["text"] ?? ""}`);
  shown?.();
}

element("form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
keyFile.addEventListener("change", () => {
  void keyFile.files?.[0]?.text().then((text) => { keyText.value = text; });
});
element("language", HTMLButtonElement).addEventListener("click", () => { speak(words !== zh.verify); });
speak(navigator.language.startsWith("zh") || !navigator.language.startsWith("en"));
