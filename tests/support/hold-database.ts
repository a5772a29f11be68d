import { joinServer, leaveServer } from "./database.ts";

/** Keeps the shared Postgres open for a whole run: else it would be stopped and started whenever no file of the moment uses it. */
export default async function holdDatabase(): Promise<() => Promise<void>> {
  const held = await joinServer().catch(() => null); // tests that need it say what is wrong
  return async () => {
    if (held !== null) await leaveServer();
  };
}
