// Plain view, or large type and high contrast: the same choice as on the public site, kept in its cookie. The server
// writes the class into the page, so that it stands before any script runs.
import { ref } from "vue";

const root = document.documentElement;
export const contrast = ref(root.classList.contains("contrast"));

export async function setContrast(on: boolean): Promise<void> {
  contrast.value = on;
  root.classList.toggle("contrast", on);
  root.classList.toggle("plain", !on);
  // The answer leads back to the page one came from; only its cookie is wanted.
  await fetch(`/theme/${on ? "contrast" : "plain"}`, { redirect: "manual" }).catch(() => undefined);
}
