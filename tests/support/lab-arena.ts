import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";
import { type KillableWeb, startKillableWeb } from "./killable-web.ts";

/** A database with a server of its own, whose boards and lab a browser may look at. */
export interface LabArena {
  readonly database: FreshDatabase;
  readonly stores: Stores;
  web: KillableWeb;
}

export async function openLabArena(
  fill: (stores: Stores) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<LabArena> {
  const database = await freshDatabase();
  const stores = openStores(database.url);
  await fill(stores);
  return { database, stores, web: await startKillableWeb(database.url, 0, settings) };
}

/** Waits for a text where it can be seen: several tabs of the lab may hold it. */
export const seen = (page: Page, text: string): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** Waits until a page, `lab`, `lab#votes` or `board`, has what it shows last. */
export async function labIsThere(page: Page, path: string): Promise<void> {
  if (path === "lab") await page.locator("#pair ins").first().waitFor();
  else if (path === "board") await page.getByText("Version 12").first().waitFor();
  else await expect.poll(() => page.locator("canvas").filter({ visible: true }).count(), { timeout: 60_000 }).toBe(5);
}
