import { createApp } from "vue";
import { take, api } from "@/api/client";
import DeskApp from "@/shell/DeskApp.vue";
import { i18n } from "@/i18n";
import { router } from "@/router";
import { session } from "@/session";
import "@/styles/element";
import "@/styles/desk.css";

// Whoever is signed in already, in this browser, goes on where the address says.
async function begin(): Promise<void> {
  try {
    session.take(await take(api.GET("/api/v1/session")));
  } catch {
    session.forget();
  }
  createApp(DeskApp).use(i18n).use(router).mount("#desk");
}

void begin();
