import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const page = (name: string) => fileURLToPath(new URL(`./client/${name}.html`, import.meta.url));

/** The pages; Phaser, Colyseus, Socket.IO and uPlot are split off because the pages import them when they are needed. */
export default defineConfig({
  root: fileURLToPath(new URL("./client", import.meta.url)),
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: {
        index: page("index"),
        play: page("play"),
        host: page("host"),
        board: page("board"),
        lab: page("lab"),
        "drop-in": page("drop-in"),
        results: page("results"),
      },
    },
  },
});
