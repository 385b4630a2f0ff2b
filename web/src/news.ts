// What changes within the viewer's jurisdiction, as the server tells it while the workbench is open. One stream for all
// screens; the browser comes back by itself and goes on where it was.
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from "vue";
import { session } from "@/session";

export interface Change {
  seq: number;
  path: string;
  kind: string;
  action: string;
  level: string;
  article: string;
  day: string;
}

const KEEP = 50;
const changes = shallowRef<Change[]>([]);
let source: EventSource | null = null;
type Listener = (change: Change) => void;
const listeners = new Set<Listener>();

function isChange(value: unknown): value is Change {
  if (typeof value !== "object" || value === null) return false;
  const v = value as Record<string, unknown>;
  return typeof v["seq"] === "number" && typeof v["path"] === "string" && typeof v["action"] === "string";
}

function take(event: MessageEvent<string>): void {
  let value: unknown;
  try {
    value = JSON.parse(event.data);
  } catch {
    return;
  }
  if (!isChange(value)) return;
  changes.value = [value, ...changes.value].slice(0, KEEP);
  for (const listener of listeners) listener(value);
}

function listen(): void {
  const wanted = session.stage === "full" && session.office === "";
  if (!wanted) {
    source?.close();
    source = null;
    return;
  }
  if (source !== null) return;
  source = new EventSource("/api/v1/events");
  source.addEventListener("change", (event) => { take(event as MessageEvent<string>); });
}

watch(() => [session.stage, session.office], listen);

/** The newest changes first; `heard` is called for each that comes while the caller's screen stands. */
export function useNews(heard?: Listener): { changes: ShallowRef<Change[]> } {
  listen();
  if (heard !== undefined) {
    listeners.add(heard);
    onBeforeUnmount(() => listeners.delete(heard));
  }
  return { changes };
}
