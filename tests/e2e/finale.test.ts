import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import { CALM, PHONE, PROJECTOR, screenshots, visit, withBrowser } from "../support/browser.ts";
import { keepFinaleAnswers, nextVersion } from "../support/finale-answers.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { skipTo, tell } from "../support/killed-games.ts";
import { postSession, SLOW } from "../support/running-web.ts";
import { type Seat, takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("finale");
const web = withKillableWeb();
const browser = withBrowser();

/** A small phone, on which all motion is shown. */
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 640 } };
const BEFORE = "I know little of that. Ask somebody else, for all I care";
const NOW = "What a lovely question, dear! They are warmer than anything you ever held";

test("a class judges then against now on its phones, and sees the masks come off", async () => {
  await keepFinaleAnswers(web.stores, 1, BEFORE);
  const session = await postSession(web.port, { ...SLOW, pace: "host" });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const seats = await Promise.all(
    ["Cleo", "Dan", "Eve", "Finn"].map((nickname) => takeSeat(web.port, session.code, { nickname })),
  );
  const board = await visit(browser, `${web.url}/board/${session.code}`, PROJECTOR);
  const ann = await visit(browser, `${web.url}/play/${session.code}`, SMALL_PHONE);
  const bob = await visit(browser, `${web.url}/play/${session.code}`, CALM);
  await join(ann.page, "Ann");
  await join(bob.page, "Bob");
  await tell(host, "start");
  for (const round of [1, 2]) {
    await skipTo(host, "rapid");
    expect(host.view().round).toBe(round);
    await skipTo(host, "intermission");
  }
  await nextVersion(web.stores, NOW);
  await tell(host, "skip");

  await board.page.getByText("Finale 1/3", { exact: true }).waitFor();
  await board.page.locator(".p-finale .prompt-text").waitFor();
  await ann.page.locator(".finale .prompt-text").waitFor();
  await look(board.page, "board-pair");
  await look(ann.page, "phone-pair");
  for (const page of [board.page, ann.page]) {
    expect(await page.locator("body").textContent()).not.toMatch(/Version|Then\b|Now\b/);
  }
  for (let pair = 1; pair <= 3; pair++) {
    await ann.page.getByText(`Finale ${pair}/3`, { exact: true }).waitFor();
    await bob.page.getByText(`Finale ${pair}/3`, { exact: true }).waitFor();
    await ann.page.getByRole("button", { name: `${await sideOf(ann.page)} is better` }).click();
    await ann.page.getByText(/You said:/).waitFor();
    if (pair === 1) await look(ann.page, "phone-voted");
    await ann.page.getByRole("button", { name: "Lock in" }).click();
    await ann.page.getByRole("heading", { name: "Locked in" }).waitFor();
    if (pair === 1) await look(ann.page, "phone-locked");
    await expect.poll(() => bob.page.locator("button.verdict:enabled").count()).toBe(5);
    if (pair === 1) {
      await bob.page.keyboard.press("3");
      await bob.page.getByText("You said: Tie").waitFor();
      await bob.page.getByRole("button", { name: "Change my vote" }).click();
    }
    await bob.page.keyboard.press((await sideOf(bob.page)) === "A" ? "1" : "2");
    await bob.page.getByText(/You said: (A|B) is better/).waitFor();
    await bob.page.keyboard.press("Enter"); // the focus is on Lock in
    await Promise.all(seats.map(judge));
  }

  await ann.page.getByRole("heading", { name: "The masks come off" }).waitFor();
  await shots.take(board.page, "board-masks");
  await shots.take(ann.page, "phone-masks");
  await board.page.locator(".unmasked").nth(5).waitFor({ state: "attached" });
  await look(board.page, "board-off");
  for (const { page } of [board, ann, bob]) {
    await page.getByText("All 6 of you preferred what you taught it.").waitFor();
  }
  expect(await ann.page.locator(".is-now .finale-answer-text").allTextContents()).toEqual([
    expect.stringContaining("lovely"),
    expect.stringContaining("lovely"),
    expect.stringContaining("lovely"),
  ]);
  await look(board.page, "board-unmasked");
  await look(ann.page, "phone-unmasked");
  await look(bob.page, "laptop-unmasked");
  await tell(host, "skip");
  await ann.page.getByText(/Your rank: \d of 6/).waitFor();
  await board.page.getByText("All 6 of you preferred what you taught it.").waitFor();
  await look(board.page, "board-final");
  await look(ann.page, "phone-final");

  for (const { faults } of [board, ann, bob]) expect(faults).toEqual([]);
  const comparisons = await web.stores.comparisons.after(MAIN_ARENA, 0, 100);
  expect(comparisons.map(({ kind, votes }) => `${kind} ${votes}`)).toEqual(["finale 6", "finale 6", "finale 6"]);
  for (const { context } of [board, ann, bob]) await context.close();
});

async function join(page: Page, nickname: string): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill(nickname);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
}

/** The side of the kinder answer, by its words. */
async function sideOf(page: Page): Promise<"A" | "B"> {
  return (await page.locator(".bubble-a .bubble-text").textContent())?.includes("lovely") ? "A" : "B";
}

async function judge(seat: Seat): Promise<void> {
  const pair = seat.view().finale?.pair;
  const verdict = pair?.a.includes("lovely") ? "a" : "b";
  expect(await seat.request("vote", { pairId: pair?.id, verdict, decisionMs: 900 })).toMatchObject({ ok: true });
  expect(await seat.request("lock", {})).toMatchObject({ ok: true });
}

/** Keeps a picture of a screen, and holds it against WCAG. */
async function look(page: Page, what: string): Promise<void> {
  await shots.take(page, what);
  expect((await violations(page)).map((found) => `${what}: ${found}`)).toEqual([]);
}
