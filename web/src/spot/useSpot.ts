// One spot check while it is written: words and photographs are kept in the browser at once and sent when the net is there;
// what could not be sent is tried again by itself. At the end it becomes the action of the rulebook, with the photographs
// as evidence of that event.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { api, take } from "@/api/client";
import { Failure, Offline } from "@/api/failure";
import type { Done, Option } from "@/api/types";
import { upload } from "@/county/upload";
import { freshKey } from "@/dossier/arguments";
import { session } from "@/session";
import { dropPhoto, forgetSpot, keepPhoto, keepWords, keptPhotos, keptWords, type Photo, type Words } from "./kept";

export const MOST = 20;
const AGAIN_MS = 5_000;
const TOO_MANY = 429;

export interface Shown extends Photo {
  /** How much of it has gone, 0 to 1; below 0: it is not on its way. */
  part: number;
  error: unknown;
}
export interface Spot {
  words: Words;
  photos: Ref<Shown[]>;
  offline: Ref<boolean>;
  busy: Ref<boolean>;
  error: ShallowRef<unknown>;
  waiting: ComputedRef<number>;
  load: () => Promise<void>;
  type: (key: keyof Words, value: string) => void;
  add: (files: readonly File[]) => Promise<void>;
  remove: (id: string) => Promise<void>;
  send: (option: Option, finding: string) => Promise<Done | null>;
}

const two = (n: number): string => String(n).padStart(2, "0");
/** As an input of type datetime-local has it. */
const minute = (d: Date): string => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;

export function useSpot(path: string): Spot {
  const login = session.login;
  const words = reactive<Words>({ place: "", at: minute(new Date()), finding: "", signed: "", key: freshKey() });
  const photos = ref<Shown[]>([]);
  const offline = ref(false);
  const busy = ref(false);
  const error = shallowRef<unknown>(null);
  let timer = 0, sending = false, gone = false;
  const waiting = computed(() => photos.value.filter((p) => p.value === "").length);

  const bare = ({ id, name, file, value, until }: Shown): Photo => ({ id, name, file, value, until });
  // Its rows stand in proxies of the view; IndexedDB takes the things themselves.
  const keep = (p: Shown): Promise<void> => keepPhoto(login, path, bare(p));

  async function load(): Promise<void> {
    Object.assign(words, keptWords(login, path) ?? {});
    try {
      const today = minute(new Date()).slice(0, 10);
      photos.value = (await keptPhotos(login, path)).map((p) => ({ ...p, ...(p.until <= today ? { value: "", until: "" } : {}), part: -1, error: null }));
    } catch (e) {
      error.value = e;
    }
    void sendPhotos();
  }

  function type(key: keyof Words, value: string): void {
    words[key] = value;
    // Another request: it must not be taken for the one before.
    words.key = freshKey();
    keepWords(login, path, { ...words });
  }

  /** False when the net is away: the others would not go either. */
  async function sendPhoto(photo: Shown): Promise<boolean> {
    photo.part = 0;
    try {
      const file = new File([photo.file], photo.name, { type: photo.file.type });
      const given = await upload(file, (part) => { photo.part = part; }, "photo");
      if (!photos.value.includes(photo)) return true;
      Object.assign(photo, { value: given.value, until: given.until });
      await keep(photo);
      return true;
    } catch (e) {
      if (e instanceof Offline || (e instanceof Failure && (e.status >= 500 || e.status === TOO_MANY))) return false;
      photo.error = e;
      return true;
    } finally {
      photo.part = -1;
    }
  }

  async function sendPhotos(): Promise<void> {
    window.clearTimeout(timer);
    if (sending || gone) return;
    sending = true;
    let next: Shown | undefined, went = true;
    while (went && (next = photos.value.find((p) => p.value === "" && p.error === null)) !== undefined) went = await sendPhoto(next);
    offline.value = !went;
    sending = false;
    if (offline.value && !gone) timer = window.setTimeout(() => void sendPhotos(), AGAIN_MS);
  }

  async function add(files: readonly File[]): Promise<void> {
    error.value = null;
    try {
      for (const file of files.slice(0, MOST - photos.value.length)) {
        const photo: Shown = { id: freshKey(), name: file.name, file, value: "", until: "", part: -1, error: null };
        await keep(photo);
        photos.value.push(photo);
      }
      type("place", words.place);
    } catch (e) {
      error.value = e;
    }
    await sendPhotos();
  }

  async function remove(id: string): Promise<void> {
    photos.value = photos.value.filter((p) => p.id !== id);
    type("place", words.place);
    await dropPhoto(login, path, id).catch((e: unknown) => { error.value = e; });
  }

  async function send(option: Option, finding: string): Promise<Done | null> {
    busy.value = true;
    error.value = null;
    const evidence = Object.fromEntries(photos.value.map((p, i) => [`evidence.${i + 1}`, p.value]));
    try {
      const answer = await take(api.POST("/api/v1/actions/{action}", {
        params: { path: { action: option.action.name }, header: { "Idempotency-Key": words.key } },
        body: { target: option.target, args: { finding, ...evidence } },
      }));
      await forgetSpot(login, path);
      return answer;
    } catch (e) {
      error.value = e;
      // A refusal is final; anything else may have been done, and the same request asks for that answer.
      if (e instanceof Failure && e.status < 500) type("place", words.place);
      return null;
    } finally {
      busy.value = false;
    }
  }

  const back = (): void => { void sendPhotos(); };
  window.addEventListener("online", back);
  onBeforeUnmount(() => {
    gone = true;
    window.clearTimeout(timer);
    window.removeEventListener("online", back);
  });
  return { words, photos, offline, busy, error, waiting, load, type, add, remove, send };
}
