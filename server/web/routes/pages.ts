import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type RequestHandler, Router } from "express";

/** Addresses of the client's pages, each with the HTML file that the build makes for it. */
const PAGES: readonly (readonly [path: string, file: string])[] = [
  ["/", "index.html"],
  ["/host", "host.html"],
  ["/host/:code", "host.html"],
  ["/play/:code", "play.html"],
  ["/results/:code", "results.html"],
  ["/board", "board.html"],
  ["/board/:code", "board.html"],
  ["/lab", "lab.html"],
  ["/drop-in", "drop-in.html"],
];

/** Serves the built client; hashed assets may be kept for good, pages are always asked for again. */
export function pages(folder: string): Router {
  const router = Router();
  for (const [path, file] of PAGES) router.get(path, page(join(folder, file)));
  router.use("/assets", express.static(join(folder, "assets"), { immutable: true, maxAge: "1y", index: false }));
  router.use(express.static(folder, { index: false }));
  return router;
}

function page(file: string): RequestHandler {
  return (_request, response, next) => {
    if (!existsSync(file)) return next();
    response.set("cache-control", "no-cache");
    response.sendFile(file);
  };
}
