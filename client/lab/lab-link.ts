import { io, type Socket } from "socket.io-client";
import type { AnswersOfVersions, LabEvents, RolledBack, VersionContest } from "../../shared/protocol/lab.ts";
import type { JobDetails } from "../../shared/protocol/training/training-jobs.ts";
import {
  type NewestVersions,
  type OlderVersions,
  unpackVersions,
} from "../../shared/protocol/watch/packed-versions.ts";
import { type ArenaAccess, accessHeaders, arenaQuery } from "../net/api.ts";
import { arenaOfPage } from "../net/arenas-api.ts";
import { sitePath } from "../net/site-path.ts";
import { arenaKeyOf } from "../net/stored-arenas.ts";

export interface LabHandlers extends Omit<LabEvents, "versions"> {
  versions: (board: NewestVersions) => void;
  connected: (yes: boolean) => void;
}

/** The lab's figures, live. Socket.IO reconnects by itself, and then everything is sent again. */
export function openLab(handlers: LabHandlers): void {
  const socket: Socket<LabEvents> = io("/lab", {
    auth: { arena: arenaOfPage() },
    path: sitePath("/socket.io/"),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    timeout: 8_000, // then it is said that nobody answers, and tried again
  });
  socket.on("connect", () => handlers.connected(true));
  socket.on("disconnect", () => handlers.connected(false));
  socket.on("connect_error", () => handlers.connected(false));
  socket.on("versions", (board) => handlers.versions(unpackVersions(board)));
  socket.on("training", handlers.training);
  socket.on("trainingSteps", handlers.trainingSteps);
  socket.on("evidence", handlers.evidence);
  socket.on("judge", handlers.judge);
  socket.on("contestants", handlers.contestants);
  socket.on("imports", handlers.imports);
  socket.on("jobs", handlers.jobs);
  socket.on("camps", handlers.camps);
}

/** A request that the server refused, or that did not reach it (`error` is then "unreachable"). */
export class LabProblem extends Error {
  override readonly name = "LabProblem";
  readonly error: string;

  constructor(error: string, message: string) {
    super(message);
    this.error = error;
  }
}

export const answersOf = (versions: readonly number[]): Promise<AnswersOfVersions> =>
  ask<AnswersOfVersions>(`/api/lab/answers${arenaQuery(arenaOfPage())}&versions=${versions.join(",")}`);

/** Versions before one, which viewers aren't sent. The browser asks again only whether they have changed. */
export const olderVersions = (before: number): Promise<OlderVersions> =>
  ask<OlderVersions>(`/api/lab/versions${arenaQuery(arenaOfPage())}&before=${before}`);

export const matchupOf = (a: number, b: number): Promise<VersionContest> =>
  ask<VersionContest>(`/api/lab/contest${arenaQuery(arenaOfPage())}&a=${a}&b=${b}`);

/** @param password the host password, "" where none is known */
export const rollBack = (to: number, reason: string, password: string): Promise<RolledBack> =>
  ask<RolledBack>(`/api/lab/rollback${arenaQuery(arenaOfPage())}`, {
    method: "POST",
    headers: accessHeaders(accessToPage(password)),
    body: JSON.stringify({ to, reason }),
  });

/** For hosts, as far as `password` and this device's keys go: "" where none is known. */
export const jobDetails = (id: string, password: string): Promise<JobDetails> =>
  ask<JobDetails>(`/api/training/jobs/${id}${arenaQuery(arenaOfPage())}`, {
    headers: accessHeaders(accessToPage(password)),
  });

export const cancelJob = (id: string, password: string): Promise<JobDetails> =>
  ask<JobDetails>(`/api/training/jobs/${id}/cancel${arenaQuery(arenaOfPage())}`, {
    method: "POST",
    headers: accessHeaders(accessToPage(password)),
    body: "{}",
  });

/** To the arena of this page, as far as this device knows. */
export function accessToPage(password: string): ArenaAccess {
  const arena = arenaOfPage();
  return { arena, key: arenaKeyOf(arena), password };
}

async function ask<T>(path: string, request?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(sitePath(path), request);
  } catch {
    throw new LabProblem("unreachable", "");
  }
  if (response.ok) return (await response.json()) as T;
  const body = (await response.json().catch(() => ({}))) as { error?: string; message?: string };
  throw new LabProblem(body.error ?? "unavailable", body.message ?? `HTTP ${response.status}`);
}
