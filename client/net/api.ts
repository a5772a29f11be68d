import type { HostInfo, PackStored, PackType } from "../../shared/protocol/packs.ts";
import type { ResultTableName, SessionResults } from "../../shared/protocol/results.ts";
import type { HttpError, SessionCreated, SessionSummary } from "../../shared/protocol/sessions.ts";
import type { TrainingSettings, TrainingSettingsChange } from "../../shared/protocol/training-settings.ts";
import type { SessionSettings } from "../../shared/round/settings.ts";

/** What the server said no to. `error` is its word for programs, "" where it gave none; the message is for people. */
export class HostRefusal extends Error {
  readonly error: string;

  constructor(error: string, message: string) {
    super(message);
    this.error = error;
  }
}

// Every function here throws a HostRefusal, or a TypeError when the server can't be reached.

/** The open session of a code, null when there is none. */
export async function findSession(code: string): Promise<SessionSummary | null> {
  const response = await fetch(`/api/sessions/${encodeURIComponent(code)}`);
  if (response.status === 404) return null;
  return (await accepted(response)).json() as Promise<SessionSummary>;
}

export async function hostInfo(): Promise<HostInfo> {
  return (await asked("/api/host")).json() as Promise<HostInfo>;
}

/** @param arena that the game is played in, with its key; null: the main one */
export async function createSession(
  settings: Partial<SessionSettings>,
  arena: { readonly name: string; readonly key: string } | null,
  password: string,
): Promise<SessionCreated> {
  const headers = { "content-type": "application/json", ...passwordHeader(password) };
  const played = arena === null ? {} : { arena: { name: arena.name, key: arena.key } };
  const init = { method: "POST", headers, body: JSON.stringify({ ...settings, ...played }) };
  return (await asked("/api/sessions", init)).json() as Promise<SessionCreated>;
}

export async function storePack(content: string | Blob, type: PackType, name: string, password: string) {
  const headers = { "content-type": type, ...passwordHeader(password) };
  const path = `/api/packs?name=${encodeURIComponent(name)}`;
  return (await asked(path, { method: "POST", headers, body: content })).json() as Promise<PackStored>;
}

export async function fetchResults(code: string, hostToken: string): Promise<SessionResults> {
  return (await asked(`/api/sessions/${code}/results`, withToken(hostToken))).json() as Promise<SessionResults>;
}

/** What a host may take home: a table, the workbook of all tables, or data to train on. */
export type SessionFile = `results/${ResultTableName}.csv` | "results.xlsx" | `data/${string}`;

/** Saves one as a file of the viewer's, under the name that the server gives it. */
export async function downloadFile(code: string, hostToken: string, file: SessionFile): Promise<void> {
  const response = await asked(`/api/sessions/${code}/${file}`, withToken(hostToken));
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name ?? `thumbwar-${code}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** How the model of an arena learns. */
export async function trainingSettings(arena: string): Promise<TrainingSettings> {
  return (await asked(`/api/training${arenaQuery(arena)}`)).json() as Promise<TrainingSettings>;
}

export async function changeTraining(change: TrainingSettingsChange, access: ArenaAccess): Promise<TrainingSettings> {
  const init = { method: "PATCH", headers: accessHeaders(access), body: JSON.stringify(change) };
  return (await asked(`/api/training${arenaQuery(access.arena)}`, init)).json() as Promise<TrainingSettings>;
}

async function asked(path: string, init?: RequestInit): Promise<Response> {
  return accepted(await fetch(path, init));
}

export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body: Partial<HttpError> | null = await response.json().catch(() => null);
  const error = body?.error ?? "";
  throw new HostRefusal(error, body?.message ?? (error || `HTTP ${response.status}`));
}

export function passwordHeader(password: string): Record<string, string> {
  return password === "" ? {} : { "x-host-password": encodeURIComponent(password) };
}

/** An arena, and what lets a host change how it learns. */
export interface ArenaAccess {
  readonly arena: string;
  /** Null where none is known, or none is needed. */
  readonly key: string | null;
  /** The host password, "" where none is known. */
  readonly password: string;
}

export function accessHeaders({ key, password }: ArenaAccess): Record<string, string> {
  const json = { "content-type": "application/json" };
  return key === null ? { ...json, ...passwordHeader(password) } : { ...json, authorization: `Bearer ${key}` };
}

export const arenaQuery = (arena: string): string => `?arena=${encodeURIComponent(arena)}`;

function withToken(hostToken: string): RequestInit {
  return { headers: { authorization: `Bearer ${hostToken}` } };
}
