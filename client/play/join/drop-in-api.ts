import type { DropIn, DropInDays } from "../../../shared/protocol/drop-in.ts";

/** The session that always runs. Throws when the server can't be reached or fails. */
export async function findDropIn(): Promise<DropIn> {
  const response = await fetch("/api/drop-in");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as DropIn;
}

/** What this device's player did, day by day; none when the server doesn't know them. */
export async function dropInDays(token: string): Promise<DropInDays["days"]> {
  const response = await fetch("/api/drop-in/days", { headers: { authorization: `Bearer ${token}` } });
  return response.ok ? ((await response.json()) as DropInDays).days : [];
}
