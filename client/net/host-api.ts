import type { HostInfo, PackStored, PackType } from "../../shared/protocol/packs.ts";
import type { ResultTableName, SessionResults } from "../../shared/protocol/results.ts";
import type { SessionCreated } from "../../shared/protocol/sessions.ts";
import type { SessionSettings } from "../../shared/round/settings.ts";
import { reasonOf } from "./api.ts";

/** What hosts ask the server over HTTP. Each throws an Error with the server's reason, or a TypeError when it can't be reached. */

/** What a server said no to, by its word for programs. */
export class HostRefusal extends Error {
  readonly error: string;

  constructor(error: string, message: string) {
    super(message);
    this.error = error;
  }
}

export async function hostInfo(): Promise<HostInfo> {
  return (await asked("/api/host")).json() as Promise<HostInfo>;
}

export async function createSession(settings: Partial<SessionSettings>, password: string): Promise<SessionCreated> {
  const headers = { "content-type": "application/json", ...passwordHeader(password) };
  const init = { method: "POST", headers, body: JSON.stringify(settings) };
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

export async function asked(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (response.ok) return response;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const error = typeof body === "object" && body !== null && "error" in body ? String(body.error) : "";
  throw new HostRefusal(error, await reasonOf(response));
}

export function passwordHeader(password: string): Record<string, string> {
  return password === "" ? {} : { "x-host-password": encodeURIComponent(password) };
}

function withToken(hostToken: string): RequestInit {
  return { headers: { authorization: `Bearer ${hostToken}` } };
}
