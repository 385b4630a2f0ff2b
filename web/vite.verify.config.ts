// The page that checks proofs offline, as one script; tools/single.mjs makes one file of it.
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "chrome87",
    outDir: fileURLToPath(new URL("../build-web/verify", import.meta.url)),
    emptyOutDir: true,
    reportCompressedSize: false,
    cssCodeSplit: false,
    lib: { entry: fileURLToPath(new URL("./src/verify/main.ts", import.meta.url)), formats: ["iife"], name: "verify", fileName: () => "verify.js", cssFileName: "verify" },
  },
});
