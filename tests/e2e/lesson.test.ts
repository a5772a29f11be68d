import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { ExhibitName } from "../../shared/protocol/lesson.ts";
import { PHONE, PROJECTOR, screenshots, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { SMALL_EXHIBITS } from "../support/lesson-exhibits.ts";
import { newPair } from "../support/open-arena.ts";
import { violations } from "../support/violations.ts";

const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 640 }, reducedMotion: "reduce" } as const;
const shots = screenshots("lesson");

const web = withKillableWeb();
const browser = withBrowser();

/** Does the trainer's part: makes what the session asks for. */
async function make(sessionId: string, ...names: readonly ExhibitName[]): Promise<void> {
  for (const name of names) {
    const asked = async () => (await web.stores.lesson.of(sessionId)).find(({ exhibit }) => exhibit === name);
    await expect.poll(asked).toBeDefined();
    await web.stores.lesson.finish((await asked())!.id, name, SMALL_EXHIBITS[name]);
  }
}

/** Texts on the big screen that are smaller than 40 px of a picture of 1920x1080, and what is cut off. */
function unreadable(board: Page): Promise<readonly string[]> {
  return board.evaluate(() => {
    const section = document.querySelector(".p-lesson");
    const small = [...document.querySelectorAll<HTMLElement>(".p-lesson *, .stage-strip *")].filter((node) => {
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim() !== "");
      const isShown = node.checkVisibility() && !node.closest(".visually-hidden, [popover]");
      return own && isShown && Number.parseFloat(getComputedStyle(node).fontSize) < 39.5;
    });
    const bottom = Math.max(
      0,
      ...[...(section?.querySelectorAll("*") ?? [])].map((n) => n.getBoundingClientRect().bottom),
    );
    const cut = bottom > innerHeight + 1 ? [`cut off at ${Math.round(bottom)}: ${section?.textContent}`] : [];
    return [...small.map((node) => `${getComputedStyle(node).fontSize}: ${node.textContent}`), ...cut];
  });
}

test("a class of three goes through the six stops with its host", async () => {
  // The class's own model starts with copies of these.
  const firstPairs = Array.from({ length: 40 }, () => [newPair(), newPair({ kind: "showdown" })]);
  await web.stores.pool.add(MAIN_ARENA, firstPairs.flat());
  const host = await visit(browser, `${web.url}/lesson`, {
    viewport: { width: 1366, height: 768 },
    reducedMotion: "reduce",
  });
  await host.page.getByRole("radio", { name: /Run the lesson/ }).waitFor();
  await shots.take(host.page, "host-form");
  expect(await violations(host.page)).toEqual([]);
  await host.page.getByRole("button", { name: "Start the lesson" }).click();
  await host.page.waitForURL(/\/host\/[A-Z]+/);
  const code = /\/host\/([A-Z]+)/.exec(host.page.url())![1]!;
  const { id } = (await web.stores.sessions.byCode(code))!;
  await make(id, "reads", "imitates");

  const board = await visit(browser, `${web.url}/board/${code}`, { ...PROJECTOR, reducedMotion: "reduce" });
  const spanish = await visit(browser, board.page.url(), { ...PROJECTOR, reducedMotion: "reduce", locale: "es-ES" });
  const players: Page[] = [];
  const faults = [host.faults, board.faults, spanish.faults];
  for (const nickname of ["Ann", "Bob", "Cid"]) {
    const player = await visit(browser, `${web.url}/play/${code}`, SMALL_PHONE);
    await player.page.getByLabel("Nickname", { exact: true }).fill(nickname);
    await player.page.getByRole("button", { name: "Join" }).click();
    await player.page.getByRole("heading", { name: "You’re in!" }).waitFor();
    players.push(player.page);
    faults.push(player.faults);
  }
  const [ann] = players as [Page];
  const next = (name = "Next") => host.page.getByRole("button", { name, exact: true }).click();
  const says = async (sentence: RegExp) => {
    for (const page of [board.page, ...players]) await page.getByRole("heading", { name: sentence }).waitFor();
  };
  const look = async (what: string) => {
    await shots.take(board.page, `board-${what}`);
    await shots.take(ann, `phone-${what}`);
    for (const page of [board.page, spanish.page]) await expect.poll(() => unreadable(page)).toEqual([]);
  };
  /** Every player marks one option: Ann and Bob the first, Cid the second. */
  const choose = async () => {
    for (const [i, page] of players.entries())
      await page
        .locator(".lesson-option")
        .nth(i === 2 ? 1 : 0)
        .click();
    for (const page of [board.page, ...players]) await page.locator(".option-told").first().waitFor();
  };

  await board.page.getByText("Players here: 3").waitFor();
  await look("welcome");
  await next();
  await says(/First it reads/);
  await look("reads");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann)).toEqual([]);
  await ann.getByRole("button", { name: "Pretraining" }).click();
  await ann.getByRole("dialog", { name: "Pretraining" }).getByText("It does not learn to help.").waitFor();
  await shots.take(ann, "phone-glossary");
  await ann.getByRole("button", { name: "Close" }).click();
  for (let i = 0; i < 4; i++) {
    await next();
    await ann.locator(".lesson-choices").waitFor();
    if (i === 0) {
      expect(await violations(ann)).toEqual([]);
      // A choice is kept by a page that is loaded again, and can be changed.
      await ann.locator(".lesson-option").nth(1).click();
      await ann.getByText("Your choice is in.").waitFor();
      await ann.reload();
      await ann.getByText("Your choice is in.").waitFor();
    }
    await choose();
  }
  await look("reads-question");
  await next();
  await says(/the better it guesses/);
  await board.page.getByText("3 of 12").waitFor();
  await look("reads-number");

  await next();
  await says(/Good examples teach it to answer/);
  await look("imitates");
  await next();
  for (const [i, page] of players.entries()) {
    await page.getByLabel("Your answer").fill(["Light scatters.", "It is the air, dear.", "Because I said so."][i]!);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Your answer is in.").waitFor();
  }
  await look("imitates-writing");
  await host.page.getByRole("button", { name: "Hide the answer of Cid" }).click();
  await host.page.getByRole("button", { name: "Show the answer of Cid again" }).waitFor();
  await shots.take(host.page, "host-texts");
  expect(await violations(host.page)).toEqual([]);
  await next("Show the result");
  await next();
  await says(/imitating answers like yours/);
  await board.page.getByText("You wrote 3. The model read 12,000.").waitFor();
  expect(await board.page.getByText("Because I said so.").count()).toBe(0);
  await look("imitates-number");

  await next();
  for (let i = 0; i < 3; i++) {
    for (const page of players) {
      await page.locator(".rapid .prompt-text").waitFor();
      await page.getByRole("button", { name: "A is better" }).click();
      await page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
    }
    await board.page.locator(".p-rapid .momo").waitFor();
    if (i === 1) await look("taste-vote");
    await next("Show the result");
    await says(/Momo bets on each of your votes/);
    await board.page.getByText("Votes: 3.").or(board.page.getByText("Momo knows nothing")).waitFor();
    if (i === 0) await look("taste");
    await next();
  }
  await says(/Momo learns what you like/);
  await look("taste-number");
  expect(await violations(board.page)).toEqual([]);

  // A game in between, and back to the same step.
  await host.page.getByRole("button", { name: "Play a game now" }).click();
  await ann.locator(".rapid .prompt-text").waitFor();
  await host.page.getByRole("button", { name: "Back to the lesson" }).click();
  await says(/Momo learns what you like/);

  await next();
  await board.page.getByText("nothing to show").waitFor();
  await host.page.getByText("The trainer does not answer").waitFor();
  await look("without-trainer");
  await make(id, "practises", "cheats");
  for (let i = 0; i < 2; i++) {
    await ann.locator(".lesson-choices").waitFor();
    await choose();
    if (i === 0) await look("practises-question");
    await next();
  }
  await says(/A leash holds the model/);
  await look("practises-number");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann)).toEqual([]);

  await next();
  await says(/Without the leash/);
  await look("cheats");
  await make(id, "dpo", "feedback");
  for (let i = 0; i < 3; i++) {
    await next();
    await ann.locator(".lesson-choices").waitFor();
    await board.page.locator(".lesson-answered").waitFor();
    expect(await board.page.getByText("With the leash").count()).toBe(0);
    await choose();
  }
  await look("cheats-question");
  await next();
  await says(/A high score is not a good answer/);
  await look("cheats-number");

  for (let i = 0; i < 3; i++) {
    await next();
    await ann.locator(".lesson-choices").waitFor();
    await choose();
  }
  await look("ways-dpo");
  await next();
  await says(/Another AI can judge/);
  await look("ways-feedback");
  await next();
  for (const page of players) {
    for (const rule of ["Kind, never grumpy", "Truth, no myths", "Short"])
      await page.locator(".lesson-option", { hasText: rule }).click();
    await page.getByRole("button", { name: "Send" }).click();
  }
  await board.page.locator(".option-told").first().waitFor();
  await look("ways-principles");
  await make(id, "constitution");
  await next();
  await says(/by your rules/);
  await look("ways-constitution");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann)).toEqual([]);
  await next();
  await says(/A model reads, imitates/);
  await look("farewell");
  expect(faults.flat()).toEqual([]);
});
