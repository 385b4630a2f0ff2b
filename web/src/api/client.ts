// The way to the server, typed by its contract. What was asked while the session had ended waits until somebody has
// signed in again and is then sent again: nothing that was typed is lost. What changes something carries the session's
// word against forged requests.
import createClient from "openapi-fetch";
import type { paths } from "@/generated/api";
import { language } from "@/i18n";
import { session } from "@/session";
import { failureOf, Offline } from "./failure";

function prepared(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("Accept-Language", language.value);
  if (request.method !== "GET" && session.csrf !== "") headers.set("X-CSRF-Token", session.csrf);
  return new Request(request, { headers });
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(prepared(request));
  } catch {
    throw new Offline();
  }
}

const signsIn = (request: Request): boolean => new URL(request.url).pathname.startsWith("/api/v1/session");

async function guarded(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await send(request);
  if (answer.status !== 401 || signsIn(again)) return answer;
  await session.renewed();
  return send(again);
}

export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: guarded });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws Failure where it is none. */
export async function take<T>(asked: Promise<Answer<T>>): Promise<T> {
  return (await takeWhole(asked)).data;
}

/** The same with the version that the server names. */
export async function takeWhole<T>(asked: Promise<Answer<T>>): Promise<{ data: T; tag: string }> {
  const { data, error, response } = await asked;
  if (!response.ok) throw failureOf(error, response);
  return { data: data as T, tag: response.headers.get("ETag") ?? "" };
}

/** The data of an address that can also answer with a file: what it says as JSON. */
export async function takeObject<T>(asked: Promise<Answer<T>>): Promise<Extract<T, object>> {
  return (await take(asked)) as Extract<T, object>;
}
