import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { TrainerSeat } from "../../server/ports/trainer-terms.ts";
import type { JobEvent } from "../../server/ports/training-jobs.ts";
import { CALM, PHONE, screenshots, visit, withBrowser } from "../support/browser.ts";
import { killLeftovers } from "../support/killable-web.ts";
import { type LabArena, openLabArena } from "../support/lab-arena.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("lab-jobs");
const browser = withBrowser();
let arena: LabArena;
let seat: TrainerSeat;

beforeAll(async () => {
  const settings = { HOST_PASSWORD: "open sesame", TRAINING_ENGINE: "trl", TRAINING_JOBS: "9" };
  arena = await openLabArena(async () => {}, settings);
  const elected = await arena.stores.electTrainer();
  if (elected === null) throw new Error("Nobody else is elected");
  seat = elected;
});
afterAll(async () => {
  await seat?.release();
  killLeftovers();
  await arena?.stores.close();
  await arena?.database.drop();
});

/** A job of the trainer's, to which these things have happened. */
async function job(...events: readonly JobEvent[]): Promise<string> {
  const id = randomUUID();
  const made = { engine: "trl", method: "dpo", term: seat.term, parent: 0, comparisonTo: 7 } as const;
  await arena.stores.trainingJobs.add({ id, arenaId: MAIN_ARENA, ...made });
  for (const event of events) await happens(id, event);
  return id;
}
const happens = async (id: string, event: JobEvent) =>
  expect((await arena.stores.trainingJobs.change(id, event))?.refused).toBeNull();

test("a host follows a job in the lab, reads its log with the host password, and cancels it", async () => {
  const { term } = seat;
  const given = { arenaId: MAIN_ARENA, term, parent: 0, comparisonId: 7, uri: "s3://games/candidates/x", sha256: "a" };
  const reason = "s3://games/candidates/x: the SHA-256 of its weights is b, and not a, as was said";
  await job({ type: "handedIn", ...given }, { type: "rejected", term, version: null, problem: "checksum", reason });
  await job(
    { type: "submitting", term, engineJob: "one" },
    {
      type: "failed",
      term,
      problem: "engine",
      reason: "trl ended with 1: out of memory",
      log: "Traceback: out of memory",
    },
  );
  const id = await job({ type: "submitting", term, engineJob: "two" });

  const { page, context } = await visit(browser, `${arena.web.url}/lab#training`, CALM);
  const card = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Training jobs" }) })
    .last();
  await card.getByText("Engine: trl. Jobs left in these 24 hours: 6.").waitFor();
  await card.getByText("The files are not the ones that were announced.").waitFor();
  await card.getByText("The engine failed.").waitFor();
  expect(await page.getByText(/s3:|out of memory/).count()).toBe(0); // that is for hosts
  const row = card.locator(".lab-job").first();
  await row.getByText("queued", { exact: true }).waitFor();
  const log = "Stage 1 of 1: dpo\n 42%|████      | 42/100\n<b>bold</b>";
  await happens(id, { type: "told", term, running: true, progress: 0.42, log });
  await row.getByText("running", { exact: true }).waitFor();
  await row.getByText("42% done").waitFor();
  expect(await violations(page)).toEqual([]);
  await card.scrollIntoViewIfNeeded();
  await shots.take(page, "jobs");

  await row.getByRole("button", { name: "Log" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Hosting on this server needs its host password.").waitFor();
  expect(await dialog.getByText("Stage 1 of 1").isVisible()).toBe(false);
  await dialog.getByLabel("Host password").fill("guess");
  await dialog.getByRole("button", { name: "Show again" }).click();
  await dialog.getByText("That is not the host password.").waitFor();
  await shots.take(page, "job-password");
  await dialog.getByLabel("Host password").fill("open sesame");
  await dialog.getByRole("button", { name: "Show again" }).click();
  await dialog.getByText("<b>bold</b>").waitFor(); // what an engine writes is text
  expect(await violations(page)).toEqual([]);
  await shots.take(page, "job-log");

  await dialog.getByRole("button", { name: "Cancel the job" }).click();
  await dialog.getByText("A host cancelled it").waitFor();
  await dialog.getByRole("button", { name: "Cancel the job" }).waitFor({ state: "hidden" });
  await dialog.getByRole("button", { name: "Close" }).click();
  await row.getByText("cancelled", { exact: true }).waitFor();
  await card.getByRole("button", { name: "Log" }).last().click(); // the password is known by now
  await dialog.getByText(reason).waitFor();
  expect((await arena.stores.trainingJobs.byId(id))?.state).toBe("cancelled");
  await context.close();
});

test("the dialog of a job fits a phone, and says where there is no log yet and that a candidate at the gate can't be cancelled", async () => {
  const { term } = seat;
  const id = await job({ type: "submitting", term, engineJob: "three" });
  const { page, context } = await visit(browser, `${arena.web.url}/lab#training`, {
    ...PHONE,
    reducedMotion: "reduce",
  });
  const row = page.locator(".lab-job").filter({ hasText: "queued" }); // boards are a second old at most, and it may not be there yet
  await row.getByRole("button", { name: "Log" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Host password").fill("open sesame");
  await dialog.getByRole("button", { name: "Show again" }).click();
  await dialog.getByText("The engine has written nothing yet.").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await shots.take(page, "job-phone");
  const given = { arenaId: MAIN_ARENA, term, parent: 0, comparisonId: 7, uri: "out", sha256: "a", log: "100%\n" };
  const cancel = await dialog.getByRole("button", { name: "Cancel the job" }).elementHandle();
  await happens(id, { type: "handedIn", ...given });
  // Whoever looked at the dialog before it came to the gate presses a button that may be gone by then.
  await cancel!.evaluate((button) => (button as HTMLButtonElement).click());
  await dialog.getByText("Its candidate stands at the gate already.").waitFor();
  expect((await arena.stores.trainingJobs.byId(id))?.state).toBe("gated");
  expect(await violations(page)).toEqual([]);
  await context.close();
});
