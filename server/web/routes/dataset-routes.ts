import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Response, Router } from "express";
import { ARCHIVE, FORM_FILES, type FormFile, nameOf } from "../../../shared/protocol/dataset-files.ts";
import { pseudonyms, writeForm } from "../../datasets/dataset-forms.ts";
import { writeArchive } from "../../datasets/write-archive.ts";
import type { WallClock } from "../../ports/arena.ts";
import type { Datasets } from "../../ports/results.ts";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";
import { hostedSession } from "./host-guard.ts";

export interface DatasetRouteServices {
  readonly sessions: Pick<Sessions, "ofHost">;
  readonly datasets: Datasets;
  readonly now: WallClock;
}

const TYPES = { jsonl: "application/jsonl", parquet: "application/vnd.apache.parquet" } as const;

/**
 * A session's data in the field's formats, for its host. A file is complete before any of it is sent. So a slow
 * reader holds no transaction, and an error still gets a status. One file is made at a time, since each takes a
 * connection away from the votes.
 */
export function datasetRoutes({ sessions, datasets, now }: DatasetRouteServices): Router {
  const router = Router();
  const inTurn = oneAtATime();

  router.get("/sessions/:code/data/:file", async (request, response, next) => {
    const { file } = request.params;
    const form = FORM_FILES.find((one) => nameOf(one) === file);
    if (form === undefined && file !== ARCHIVE) return next();
    const session = await hostedSession(sessions, request);
    const folder = await mkdtemp(join(tmpdir(), "thumbwar-export-"));
    try {
      const path = join(folder, file);
      await inTurn(async () => {
        if (!response.closed) await write(datasets, session, form ?? null, path, now());
      });
      await send(
        response,
        path,
        `thumbwar-${session.code}-${file}`,
        form === undefined ? "application/zip" : TYPES[form.type],
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  return router;
}

/** Writes one form's file, or for null the archive of all. */
async function write(datasets: Datasets, session: SessionRecord, form: FormFile | null, path: string, at: number) {
  const pseudonym = pseudonyms(randomBytes(32));
  await datasets.read({ arenaId: session.arenaId, sessionId: session.id }, async (source) => {
    if (form !== null) await writeForm({ ...form, source, pseudonym, path });
    else await writeArchive(path, { source, pseudonym, session: session.settings, exportedAt: new Date(at) });
  });
}

async function send(response: Response, path: string, filename: string, type: string): Promise<void> {
  if (response.closed) return;
  const { size } = await stat(path);
  response.set({
    "content-type": type,
    "content-length": String(size),
    "content-disposition": `attachment; filename="${filename}"`,
    "cache-control": "no-store",
  });
  await pipeline(createReadStream(path), response).catch((error: unknown) => {
    // The host closed the page; there is nobody to tell.
    if (!(error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE")) throw error;
  });
}

/** Runs one task after the other, whatever became of those before. */
function oneAtATime(): (task: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => {});
    return mine;
  };
}
