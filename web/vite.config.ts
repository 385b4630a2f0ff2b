// The policy of the server allows no script or style inside a page, so nothing is put inline; names carry a digest.
import vue from "@vitejs/plugin-vue";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vite";
import guides from "./tools/guides.mjs";

const server = process.env["DESK_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/desk/",
  plugins: [guides(), vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    target: "chrome87",
    outDir: fileURLToPath(new URL("../build-web/dist.new", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { fs: { allow: [".."] }, proxy: { "/api": server, "/theme": server } },
});
