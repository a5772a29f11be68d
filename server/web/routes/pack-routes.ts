import express, { Router } from "express";
import { MAX_PACK_BYTES, PACK_TYPES, type PackStored, type PackType } from "../../../shared/protocol/packs.ts";
import { PackProblem, type ReadPack, readPack } from "../../game/packs/read-prompt-pack.ts";
import type { PromptPacks } from "../../ports/sessions.ts";
import { HttpFault } from "../http-fault.ts";
import type { HostGuard } from "./host-guard.ts";

export interface PackRouteServices {
  readonly promptPacks: PromptPacks;
  readonly hostGuard: HostGuard;
}

const LONGEST_NAME = 60;

/** Before the parser of JSON bodies: a pack may be JSON too, and is read as a file. */
export function packRoutes({ promptPacks, hostGuard }: PackRouteServices): Router {
  const router = Router();
  const file = express.raw({ type: [...PACK_TYPES], limit: MAX_PACK_BYTES });

  router.post("/packs", async (request, _response, next) => {
    await hostGuard.admit(request);
    next();
  });
  router.post("/packs", file, async (request, response) => {
    const body: unknown = request.body;
    if (!(body instanceof Uint8Array)) {
      throw new HttpFault(
        415,
        "bad_pack",
        `A pack is a CSV, JSON or text file, not ${request.get("content-type") ?? "nothing"}.`,
      );
    }
    const name = nameOf(request.query.name);
    const read = packIn(body, request.get("content-type"));
    const pack = await promptPacks.add({ name, prompts: read.prompts });
    response.status(201).json({ packId: pack.id, name, ...read } satisfies PackStored);
  });

  return router;
}

function packIn(body: Uint8Array, contentType: string | undefined): ReadPack {
  const type = PACK_TYPES.find((known) => contentType?.startsWith(known)) satisfies PackType | undefined;
  try {
    return readPack(body, type ?? "text/plain");
  } catch (error) {
    throw error instanceof PackProblem ? new HttpFault(400, "bad_pack", error.message) : error;
  }
}

function nameOf(given: unknown): string {
  const name = typeof given === "string" ? given.replace(/\p{Cc}+/gu, " ").trim() : "";
  return name === "" ? "My prompts" : name.slice(0, LONGEST_NAME).toWellFormed();
}
