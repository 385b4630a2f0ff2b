// A proof as `jiqun proof` writes it, checked with the public key and nothing else: its events are in the log, what it
// certifies follows from them, and whoever keeps the log signed it.
import { bytes, fromHex, hex, join } from "./bytes";
import { canonical, items, members, text, textOr, type Members } from "./canonical";
import { Fault } from "./fault";
import { openNote, type Checkpoint, type Key } from "./note";
import { hash, type Suite } from "./suite";
import { included, proofOf } from "./tree";

const FIRST_LINE = "jiqun/certificate@v1";
const EVENTS_MAX = 16;
const FIELDS = ["name", "county", "channel", "announced", "valid_from", "valid_until", "announcement"] as const;
export type Field = (typeof FIELDS)[number];

export interface CertifiedEvent { seq: number; action: string; article: string; level: string; who: string; day: string }
export interface Certificate {
  cluster: string;
  state: string;
  stateZh: string;
  stateEn: string;
  demonstration: boolean;
  field: Record<Field, string>;
  events: CertifiedEvent[];
  origin: string;
  size: string;
  day: string;
  time: string;
}

interface Made { field: Record<Field, string>; state: string }

/** What the payload of an event says of the cluster, laid over `made`; false when it says nothing. */
function apply(made: Made, cluster: string, leaf: Members, payload: Members): boolean {
  if (payload["facts"] !== undefined) throw new Fault("nothing");
  const own = (path: string): boolean => (path !== "" ? path : text(leaf["case"])) === cluster;
  let said = false;
  for (const set of items(payload["sets"])) {
    const [path, name, value] = items(set);
    const field = FIELDS.find((f) => f === name);
    if (field === undefined || !own(textOr(path, ""))) continue;
    made.field[field] = textOr(value, "");
    said = true;
  }
  for (const count of items(payload["counts"])) {
    const [sign, path, owner, , state] = items(count);
    if (sign !== "+" || owner !== "" || !own(textOr(path, ""))) continue;
    made.state = textOr(state, "");
    said = true;
  }
  return said;
}

class Checking {
  readonly made: Made = { field: { name: "", county: "", channel: "", announced: "", valid_from: "", valid_until: "", announcement: "" }, state: "" };
  readonly events: CertifiedEvent[] = [];
  checkpoint: Checkpoint | null = null;
  private note = "";

  constructor(private readonly cluster: string, private readonly suite: Suite, private readonly known: readonly Key[]) {}

  private included(number: number, seq: number, leaf: string, proofText: string): Checkpoint {
    const proof = proofOf(proofText);
    if (proof.index !== BigInt(seq) || proof.suite !== this.suite) throw new Fault("proof", number);
    if (number > 1 && proof.checkpoint !== this.note) throw new Fault("otherCheckpoint", number);
    this.note = proof.checkpoint;
    return included(proof, bytes(leaf), this.known);
  }

  event(number: number, event: Members): void {
    const [leafText, payload, salt] = [text(event["leaf"]), text(event["payload"]), fromHex(text(event["salt"]))];
    const leaf = canonical(leafText);
    const seq = leaf["seq"];
    if (typeof seq !== "number" || !Number.isSafeInteger(seq) || salt.length !== 16) throw new Fault("form", number);
    if (text(leaf["stream"]) !== this.cluster) throw new Fault("stranger", number);
    if (seq <= (this.events[this.events.length - 1]?.seq ?? -1)) throw new Fault("order", number);
    if (hex(hash(this.suite, join(salt, bytes(payload)))) !== text(leaf["payload"])) throw new Fault("payload", number);
    this.checkpoint = this.included(number, seq, leafText, text(event["proof"]));
    if (!apply(this.made, this.cluster, leaf, canonical(payload))) throw new Fault("nothing", number);
    const said = (name: string): string => textOr(leaf[name], "");
    this.events.push({ seq, action: said("action"), article: said("article"), level: said("level"), who: said("who"), day: said("day") });
  }
}

function suiteOf(name: string): Suite {
  if (name !== "sm3" && name !== "sha256") throw new Fault("form");
  return name;
}

/** The lines of a checkpoint beyond origin, size and root: "day …", "time …", perhaps "demonstration". */
function dated(c: Checkpoint): { day: string; time: string; demonstration: boolean } {
  const [first, second, third] = c.extension;
  const day = /^day ([0-9]{4}-[0-9]{2}-[0-9]{2})$/.exec(first ?? "")?.[1];
  const time = /^time ([0-9T:.-]{23}Z)$/.exec(second ?? "")?.[1];
  if (day === undefined || time === undefined) throw new Fault("dates");
  return { day, time, demonstration: third === "demonstration" };
}

/** Throws a Fault when it does not hold. */
export function check(file: string, known: readonly Key[]): Certificate {
  const note = openNote(file, known);
  const at = note.text.indexOf("\n");
  if (note.text.slice(0, at) !== FIRST_LINE) throw new Fault("form");
  const said = canonical(note.text.slice(at + 1, -1));
  const certified = members(said["certifies"]);
  const cluster = text(certified["cluster"]);
  const given = items(said["events"]);
  if (given.length === 0) throw new Fault("noEvents");
  if (given.length > EVENTS_MAX) throw new Fault("form");
  const k = new Checking(cluster, suiteOf(text(said["suite"])), known);
  given.forEach((event, i) => { k.event(i + 1, members(event)); });
  const checkpoint = k.checkpoint;
  if (checkpoint === null) throw new Fault("noEvents");
  const dates = dated(checkpoint);
  const demonstration = certified["demonstration"] === true;
  if (dates.demonstration !== demonstration) throw new Fault("dates");
  if (k.made.state !== text(certified["state"]) || FIELDS.some((f) => k.made.field[f] !== textOr(certified[f], ""))) throw new Fault("facts");
  if (!note.by.some((one) => one.name === checkpoint.origin)) throw new Fault("signer");
  return {
    cluster, demonstration, state: k.made.state, field: k.made.field, events: k.events,
    stateZh: textOr(certified["state_zh"], ""), stateEn: textOr(certified["state_en"], ""),
    origin: checkpoint.origin, size: checkpoint.size.toString(), day: dates.day, time: dates.time,
  };
}
