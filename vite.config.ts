import { fileURLToPath } from "node:url";
import { constants } from "node:zlib";
import { defineConfig } from "vite";
import { compression, defineAlgorithm } from "vite-plugin-compression2";

const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };

const page = (name: string) => fileURLToPath(new URL(`./client/${name}.html`, import.meta.url));

/** The pages; Phaser, Colyseus, Socket.IO and uPlot are split off because the pages import them when they are needed. */
export default defineConfig({
  // The server writes where the site begins into each page, since it may lie below a path.
  base: "./",
  plugins: [
    compression({
      algorithms: [defineAlgorithm("brotliCompress", { params: BROTLI }), defineAlgorithm("gzip", { level: 9 })],
      include: /assets\/.*\.(js|css)$/,
    }),
  ],
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
        missing: page("missing"),
      },
    },
  },
});
