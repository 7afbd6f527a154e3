import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Names stay fixed: Django's manifest storage adds the hash when files are collected.
export default defineConfig({
  plugins: [tailwindcss()],
  base: "./",
  build: {
    outDir: "../src/gongjian/static/build",
    emptyOutDir: true,
    target: ["chrome99", "safari15.4", "firefox100"],
    modulePreload: false,
    rollupOptions: {
      input: {
        main: "js/main.js",
        visits: "js/visits.js",
        "visit-worker": "js/visit-worker.js",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
