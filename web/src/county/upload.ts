// A file on its way to the server, with how far it is: fetch does not tell, so this one call goes by XMLHttpRequest. When
// the session has ended meanwhile it waits for whoever signs in, as every other call does.
import { Failure, failureOf, Offline } from "@/api/failure";
import type { Uploaded } from "@/api/types";
import { language } from "@/i18n";
import { session } from "@/session";

/** Of a photograph the server looks whether it is one; a list to be matched may be larger than an attachment. */
export type Kind = "file" | "photo" | "list";

function read(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText) as unknown;
  } catch {
    return undefined;
  }
}

function once(file: File, told: (part: number) => void, kind: Kind): Promise<Uploaded> {
  return new Promise((good, bad) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/files?name=${encodeURIComponent(file.name)}${kind === "file" ? "" : `&kind=${kind}`}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept-Language", language.value);
    if (session.csrf !== "") request.setRequestHeader("X-CSRF-Token", session.csrf);
    request.upload.onprogress = (event) => told(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => bad(new Offline());
    request.onload = () => {
      if (request.status === 200 || request.status === 201) good(read(request) as Uploaded);
      else bad(failureOf(read(request), new Response(null, { status: request.status })));
    };
    request.send(file);
  });
}

/** `told` hears how much of it has gone, from 0 to 1. */
export async function upload(file: File, told: (part: number) => void, kind: Kind = "file"): Promise<Uploaded> {
  try {
    return await once(file, told, kind);
  } catch (e) {
    if (!(e instanceof Failure) || e.status !== 401) throw e;
    await session.renewed();
    return once(file, told, kind);
  }
}

/** 12 MB, 340 KB: for people. */
export function sizeOf(bytes: number): string {
  return bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
