import type { PhaseName } from "../../shared/protocol/views.ts";

export interface SessionSummary {
  readonly code: string;
  readonly title: string;
  readonly phase: PhaseName;
}

/** The open session of a code, null when there is none. Throws when the server can't be reached or fails. */
export async function findSession(code: string): Promise<SessionSummary | null> {
  const response = await fetch(`/api/sessions/${encodeURIComponent(code)}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(await reasonOf(response));
  return (await response.json()) as SessionSummary;
}

/** Why the server said no, in its own words. */
export async function reasonOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null) {
    if ("message" in body && typeof body.message === "string") return body.message;
    if ("error" in body && typeof body.error === "string") return body.error;
  }
  return `HTTP ${response.status}`;
}
