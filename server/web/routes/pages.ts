import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import staticFiles from "express-static-gzip";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import { PREFIX_HEADER } from "../front-door/path-prefix.ts";

/** Addresses of the client's pages, each with the HTML file that the build makes for it. */
const PAGES: readonly (readonly [path: string, file: string])[] = [
  ["/", "index.html"],
  ["/host", "host.html"],
  ["/host/:code", "host.html"],
  ["/lesson", "host.html"],
  ["/play/:code", "play.html"],
  ["/results/:code", "results.html"],
  ["/board", "board.html"],
  ["/board/:code", "board.html"],
  ["/lab", "lab.html"],
  ["/a/:arena", "board.html"],
  ["/a/:arena/board", "board.html"],
  ["/a/:arena/lab", "lab.html"],
  ["/drop-in", "drop-in.html"],
];
/** First words of addresses that programs ask, and get JSON from. */
const PROGRAMS = /^\/(api|matchmake|socket\.io|health|assets|v1|models)(\/|$)/;

/** Serves the built client. Hashed assets may be kept for good, and lie there compressed; pages are always asked for again. */
export function pages(folder: string): Router {
  const router = Router();
  for (const [path, file] of PAGES) router.get(path, page(folder, file, 200));
  const kept = { immutable: true, maxAge: "1y", index: false } as const;
  router.use(
    "/assets",
    staticFiles(join(folder, "assets"), {
      enableBrotli: true,
      orderPreference: ["br", "gz"],
      index: false,
      serveStatic: kept,
    }),
  );
  router.use(express.static(folder, { index: false }));
  router.get(/.*/, lost(folder));
  return router;
}

function page(folder: string, file: string, status: number): RequestHandler {
  return (request, response, next) => {
    const path = join(folder, file);
    if (!existsSync(path)) return next();
    send(request, response.status(status), readFileSync(path, "utf8"));
  };
}

/** The build names what a page needs from where the page lies; here it is named from where the site begins. */
function send(request: Request, response: Response, html: string): void {
  const prefix = prefixOf(request);
  response
    .set("cache-control", "no-cache")
    .type("html")
    .send(html.replaceAll(/="\.\//g, `="${prefix}/`));
}

/** An address that leads nowhere: with a code in it, it leads to that game; for people there is a page that says so. */
function lost(folder: string): RequestHandler {
  const missing = page(folder, "missing.html", 404);
  return (request, response, next) => {
    const wantsPage = request.accepts(["json", "html"]) === "html";
    if (!wantsPage || PROGRAMS.test(request.path)) return next();
    if (/^\/(play|join)\/?$/.test(request.path)) return response.redirect(`${prefixOf(request)}/`);
    const code = codeIn(request.path);
    if (code !== null) return response.redirect(`${prefixOf(request)}/play/${code}`);
    missing(request, response, next);
  };
}

/** The code as the whole of an address, or behind one word, as in /join/abcd. */
function codeIn(path: string): string | null {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.length === 0 || parts.length > 2) return null;
  try {
    return readJoinCode(decodeURIComponent(parts.at(-1)!));
  } catch {
    return null;
  }
}

const prefixOf = (request: Request): string => String(request.headers[PREFIX_HEADER] ?? "");
