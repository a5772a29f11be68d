import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type {} from "../../client/canvas/arena-game.ts";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import { CALM, PHONE, PROJECTOR, screenshots, type Visitor, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { violations } from "../support/violations.ts";

/** Phaser's number of the renderer that is no WebGL. */
const CANVAS = 1;
const RAPID_S = 300;
const BOB = "<script>Bob</script>";
/** A device whose clock is an hour ahead. */
const HOUR_AHEAD = `{
  const RealDate = Date;
  window.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + 3_600_000);
      else super(...given);
    }
    static now() {
      return RealDate.now() + 3_600_000;
    }
  };
}`;
const shots = screenshots("round");

const web = withKillableWeb();
const browser = withBrowser();

test("a host and three players play from the form to the podium: one reloads in the middle of a vote, one has two tabs and a clock that is wrong", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await createGame(host.page);
  const board = await visit(browser, `${web.url}/board/${code}?e2e`, { ...PROJECTOR, reducedMotion: "reduce" });
  const ann = await visit(browser, `${web.url}/?e2e`, PHONE);
  const bob = await visit(browser, `${web.url}/play/${code}?e2e`, CALM);
  const cleo = await visit(browser, `${web.url}/play/${code}`, CALM, HOUR_AHEAD);
  await ann.page.getByLabel("Game code").fill(code.toLowerCase());
  await join(ann.page, "Ann");
  await join(bob.page, BOB);
  await join(cleo.page, "Cleo");
  await board.page.getByText("Players here: 3").waitFor();
  await host.page.getByText(BOB).waitFor();
  await look(board.page, "board-lobby");

  await host.page.getByRole("button", { name: "Start" }).click();
  await ann.page.locator(".rapid .prompt-text").waitFor();
  for (const verdict of ["A is better", "B is better", "Tie", "Both bad"]) await judgeByButton(ann.page, verdict);
  for (const key of ["1", "2", "3"]) await judgeByKey(bob.page, key);
  await judgeByKey(cleo.page, "2");
  const wrong = await cleo.page.evaluate(() => Date.now());
  expect(wrong - Date.now()).toBeGreaterThan(3_000_000);
  const seconds = Number(await cleo.page.locator(".timer-face").textContent());
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(RAPID_S);
  await cleo.page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  await ann.page.locator(".tally-count").getByText("4", { exact: true }).waitFor();
  await bob.page.locator(".tally-count").getByText("3", { exact: true }).waitFor();
  await board.page.locator(".huge").getByText("8", { exact: true }).waitFor();
  await look(board.page, "board-rapid");
  await look(ann.page, "phone-rapid");

  await host.page.getByRole("button", { name: "Next", exact: true }).click();
  await ann.page.locator(".showdown .prompt-text").waitFor();
  expect(await ann.page.locator("body").textContent()).not.toContain("Version");
  await ann.page.getByRole("button", { name: "A is better" }).click();
  await ann.page.getByRole("slider").waitFor();
  await ann.page.reload();
  await ann.page.getByText("You said: A is better").waitFor();
  await ann.page.getByRole("button", { name: "Lock in" }).click();
  await ann.page.getByRole("heading", { name: "Locked in" }).waitFor();
  await board.page.getByText("Locked in: 1 of 3").waitFor();
  await look(board.page, "board-showdown");
  await look(ann.page, "phone-locked");
  const newerTab = await cleo.context.newPage();
  await newerTab.goto(`${web.url}/play/${code}`);
  await newerTab.getByRole("button", { name: "Continue as Cleo" }).click();
  await cleo.page.getByText("You are playing on another page now. This one has stopped.").waitFor();
  expect(await cleo.page.getByRole("button", { name: "A is better" }).count()).toBe(0);
  await newerTab.getByRole("button", { name: "A is better" }).click();
  await newerTab.getByRole("button", { name: "Lock in" }).click();
  await newerTab.getByRole("heading", { name: "Locked in" }).waitFor();
  await cleo.page.getByText("This one has stopped.").waitFor();
  await bob.page.locator(".verdict-a:enabled").waitFor();
  await bob.page.keyboard.press("1");
  await bob.page.getByRole("slider").fill("10");
  await look(bob.page, "laptop-prediction");
  await bob.page.getByRole("button", { name: "Lock in" }).click();

  await ann.page.getByRole("heading", { name: "The crowd prefers A" }).waitFor();
  await ann.page.getByRole("img", { name: "A 100%, B 0%" }).waitFor();
  await ann.page.getByText("Who wrote what, and all votes").click();
  await ann.page.getByText("Version 1", { exact: true }).waitFor();
  expect(await ann.page.locator(".author-head strong").allTextContents()).toEqual(
    expect.arrayContaining(["Version 0", "Version 1"]),
  );
  await bob.page.getByText("You guessed 90% for A. Without you, 100% took A.").waitFor();
  await look(ann.page, "phone-reveal");
  await look(board.page, "board-reveal");

  await host.page.getByRole("button", { name: "Next", exact: true }).click();
  await ann.page.getByText("The model takes a rest.").waitFor();
  await board.page.getByRole("heading", { name: "One question, then and now" }).waitFor();
  await look(board.page, "board-learning");
  await look(ann.page, "phone-learning");
  await host.page.getByRole("button", { name: "Next", exact: true }).click();
  await ann.page.getByText(/Your rank: \d of 3/).waitFor();
  await newerTab.getByText(/Your rank: \d of 3/).waitFor();
  await bob.page.getByRole("listitem").filter({ hasText: BOB }).waitFor();
  await board.page.waitForFunction(() => window.thumbwarGame?.scene.isActive("podium"));
  // This browser has no graphics card: a plain canvas is quicker. Its viewer wants calm: what stands still is not drawn again.
  expect(await board.page.evaluate(() => window.thumbwarGame?.renderer.type)).toBe(CANVAS);
  await board.page.waitForFunction(() => window.thumbwarGame?.loop.running === false);
  await look(ann.page, "phone-final");
  await look(board.page, "board-final");

  for (const { faults } of [host, board, ann, bob, cleo]) expect(faults).toEqual([]);
  const comparisons = await web.stores.comparisons.after(MAIN_ARENA, 0, 100);
  expect(comparisons.map(({ kind, votes }) => `${kind} ${votes}`).sort()).toEqual([
    ...Array.from({ length: 8 }, () => "rapid 1"),
    "showdown 3",
  ]);
  await leave(host, board, ann, bob, cleo);
});

test("joining says what is wrong and lets the player try again", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await createGame(host.page);
  const first = await visit(browser, `${web.url}/play/${code}`, CALM);
  await join(first.page, "Cleo");
  const second = await visit(browser, web.url, CALM);
  await second.page.getByLabel("Nickname", { exact: true }).fill("Cleo");
  await second.page.getByRole("button", { name: "Join" }).click();
  await second.page.getByText("Type the game code first.").waitFor();
  await second.page.getByLabel("Game code").fill("ZZZZ");
  await second.page.getByRole("button", { name: "Join" }).click();
  await second.page.getByText("No open game has the code ZZZZ.").waitFor();
  await second.page.getByLabel("Game code").fill(code);
  await second.page.getByRole("button", { name: "Join" }).click();
  await second.page.getByText("Somebody here already has that nickname.").waitFor();
  await join(second.page, "Dora");

  await host.page.getByRole("button", { name: "Remove Cleo" }).click();
  await first.page.getByText("The host removed you from this game.").waitFor();
  await leave(host, first, second);
});

test("players and host come back by themselves after the server was stopped and started again", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await createGame(host.page);
  const player = await visit(browser, `${web.url}/play/${code}`, CALM);
  await join(player.page, "Eve");
  expect(await web.kill("SIGTERM")).toBe(0);
  await player.page.getByText(/Connection lost|can’t be reached/).waitFor();
  await web.restart();
  await player.page.getByText(/Connection lost|can’t be reached/).waitFor({ state: "hidden" });
  await host.page.getByRole("button", { name: "Start" }).click();
  await player.page.locator(".rapid .prompt-text").waitFor();
  await judgeByKey(player.page, "1");
  await player.page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  await leave(host, player);
});

test.each(["/", "/host", "/board"])("%s has no accessibility violations that axe can find", async (path) => {
  const visitor = await visit(browser, `${web.url}${path}`, CALM);
  await visitor.page.getByRole("heading", { level: 1 }).waitFor();
  expect(await violations(visitor.page)).toEqual([]);
  await leave(visitor);
});

/** Keeps a picture of a screen, and holds it against WCAG. */
async function look(page: Page, what: string): Promise<void> {
  await shots.take(page, what);
  expect((await violations(page)).map((found) => `${what}: ${found}`)).toEqual([]);
}

/** Beats long enough never to end by themselves: the host skips. */
async function createGame(page: Page): Promise<string> {
  const settings = {
    Rounds: "1",
    "Rapid, seconds": `${RAPID_S}`,
    "Showdown, seconds": "300",
    "Reveal, seconds": "120",
  };
  await page.getByText("Times and player limit").click();
  await page.getByRole("radio", { name: "Always the same" }).check();
  for (const [label, value] of Object.entries(settings)) {
    await page.getByRole("spinbutton", { name: label }).fill(value);
  }
  await page.getByLabel("Learning break, seconds").fill("300");
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByRole("button", { name: "End game" }).waitFor();
  return page.url().split("/").at(-1) ?? "";
}

async function join(page: Page, nickname: string): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill(nickname);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
}

/** A verdict counts for the pair on screen, and the next pair takes its place. */
async function judgeByButton(page: Page, verdict: string): Promise<void> {
  await nextPairAfter(page, () => page.getByRole("button", { name: verdict }).click());
}

async function judgeByKey(page: Page, key: string): Promise<void> {
  await page.locator(".rapid .prompt-text").waitFor();
  await nextPairAfter(page, () => page.keyboard.press(key));
}

async function nextPairAfter(page: Page, judge: () => Promise<void>): Promise<void> {
  const before = await page.locator(".pair").getAttribute("data-pair");
  await judge();
  await page.locator(`.pair:not([data-pair="${before}"])`).waitFor();
}

async function leave(...visitors: readonly Visitor[]): Promise<void> {
  await Promise.all(visitors.map(({ context }) => context.close()));
}
