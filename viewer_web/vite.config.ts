import { defineConfig } from "vite";

// Relative addresses, so that an export works below any folder of a web space.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../agentopia_env/viewer/assets",
    emptyOutDir: true,
    assetsDir: "built",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: "es2022",
  },
  server: { proxy: { "/data": "http://127.0.0.1:8642" } },
});
