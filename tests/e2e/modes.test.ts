import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { CreateSession } from "../../shared/protocol/sessions.ts";
import { CALM, PHONE, PROJECTOR, screenshots, type Visitor, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { postSession } from "../support/running-web.ts";
import { type Seat, takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const CALM_PHONE = { ...PHONE, reducedMotion: "reduce" } as const;
const SLOW: CreateSession = {
  ...{
    rounds: 1,
    writingMs: 600_000,
    rapidMs: 300_000,
    showdownMs: 300_000,
    revealMs: 120_000,
    intermissionMs: 300_000,
  },
};
const shots = screenshots("modes");

const web = withKillableWeb();
const browser = withBrowser();

/** A session whose host is a plain client, with Ann on a phone, Bob on a laptop and the projector. */
async function play(settings: CreateSession): Promise<{ host: Seat; ann: Visitor; bob: Visitor; board: Visitor }> {
  const { port } = new URL(web.url);
  const session = await postSession(Number(port), { ...SLOW, ...settings });
  const host = await takeSeat(Number(port), session.code, { hostToken: session.hostToken });
  const board = await visit(browser, `${web.url}/board/${session.code}`, { ...PROJECTOR, reducedMotion: "reduce" });
  const ann = await visit(browser, `${web.url}/play/${session.code}`, CALM_PHONE);
  const bob = await visit(browser, `${web.url}/play/${session.code}`, CALM);
  await join(ann.page, "Ann");
  await join(bob.page, "Bob");
  await host.request("host", { command: "start" });
  return { host, ann, bob, board };
}

test("podium: answers are put in order by finger and by keyboard, and the reveal shows the crowd's order", async () => {
  const { host, ann, bob, board } = await play({ mode: "podium", teams: 2 });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  await ann.page.locator(".ranking-row").nth(3).waitFor();
  await shots.take(ann.page, "phone-ranking");
  await shots.take(board.page, "board-ranking");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann.page)).toEqual([]);

  const letters = (page: Page) => page.locator(".ranking-row .badge").allTextContents();
  const [first, second] = (await letters(ann.page)) as [string, string];
  await ann.page.getByRole("button", { name: `Move ${second} up` }).click();
  expect((await letters(ann.page)).slice(0, 2)).toEqual([second, first]);
  await ann.page.getByRole("button", { name: "My order is ready" }).click();
  await ann.page.getByRole("heading", { name: "Which answer do most others put first?" }).waitFor();
  await shots.take(ann.page, "phone-pick");
  expect(await violations(ann.page)).toEqual([]);
  await ann.page.reload();
  await ann.page.getByRole("heading", { name: "Which answer do most others put first?" }).waitFor();
  await ann.page.locator(".pick").first().click();
  await ann.page.getByRole("button", { name: "Lock in" }).click();
  await ann.page.getByRole("heading", { name: "Locked in" }).waitFor();

  // Bob has no mouse: from top to bottom by the arrow key, then on with Tab and Enter.
  const [top] = (await letters(bob.page)) as [string];
  await bob.page.getByRole("button", { name: `Move ${top} down` }).focus();
  for (let i = 0; i < 3; i++) await bob.page.keyboard.press("ArrowDown");
  expect((await letters(bob.page)).at(-1)).toBe(top);
  await bob.page.getByText(`${top} is now in place 4`).waitFor({ state: "attached" });
  await bob.page.keyboard.press("Tab");
  await bob.page.keyboard.press("Enter");
  await bob.page.getByRole("heading", { name: "Which answer do most others put first?" }).waitFor();
  await bob.page.keyboard.press("Tab");
  await bob.page.keyboard.press("Enter");
  await bob.page.locator(".pick[aria-pressed=true]").waitFor();
  for (let i = 0; i < 4; i++) await bob.page.keyboard.press("Tab");
  await bob.page.keyboard.press("Enter");

  await ann.page.getByRole("heading", { name: "The crowd’s order" }).waitFor();
  await bob.page.getByText(/You picked [A-D]. (0|100)% of the others put it first/).waitFor();
  expect(await ann.page.locator(".podium-place strong").allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Version \d$/)]),
  );
  await shots.take(ann.page, "phone-podium-reveal");
  await shots.take(board.page, "board-podium-reveal");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann.page)).toEqual([]);

  await ann.page.getByText("Report an answer").click();
  await ann.page.getByRole("button", { name: "Report B" }).click();
  await ann.page.getByText("Your report has arrived. The host sees it.").waitFor();
  await host.request("host", { command: "skip" });
  await ann.page.locator(".team", { hasText: "Team Red" }).waitFor();
  await shots.take(ann.page, "phone-teams");
  await shots.take(board.page, "board-teams");
  expect(await violations(ann.page)).toEqual([]);
  expect(await violations(board.page)).toEqual([]);
  const podium = (await web.stores.comparisons.after(MAIN_ARENA, 0, 100)).filter(({ kind }) => kind === "podium");
  expect(podium).toHaveLength(6);
  await end(host, ann, bob, board);
});

test("beat the bot: players write, judge blind, and see who wrote what", async () => {
  const { host, ann, bob, board } = await play({ mode: "bot" });
  await ann.page.getByLabel("Your answer").fill("word ".repeat(41));
  expect(await ann.page.getByRole("button", { name: "Send it into the arena" }).isDisabled()).toBe(true);
  await ann.page.getByLabel("Your answer").evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "x".repeat(10_000));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
  });
  await ann.page.getByText("That was too long. Only the first 400 characters are kept").waitFor();
  await ann.page.getByLabel("Your answer").fill("You are an idiot.");
  await ann.page.getByRole("button", { name: "Send it into the arena" }).click();
  await ann.page.getByText("Say it more kindly.").waitFor();
  const ANN = "<img src=x onerror=alert(1)> scatters the light.";
  await ann.page.getByLabel("Your answer").fill(ANN);
  await shots.take(ann.page, "phone-writing");
  await shots.take(board.page, "board-writing");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann.page)).toEqual([]);
  await ann.page.getByRole("button", { name: "Send it into the arena" }).click();
  await ann.page.getByRole("heading", { name: "Your answer is in!" }).waitFor();
  expect(await violations(ann.page)).toEqual([]);
  await ann.page.reload();
  await ann.page.getByText(ANN).waitFor();
  await bob.page.getByLabel("Your answer").fill("מפני שהאור מתפזר 🦊");
  await bob.page.getByRole("button", { name: "Send it into the arena" }).click();

  await bob.page.locator(".rapid .prompt-text").waitFor();
  await bob.page.locator(".bubble-text").getByText(ANN).waitFor();
  const side = (await bob.page.locator(".bubble-a").textContent())?.includes(ANN) ? "A is better" : "B is better";
  await bob.page.getByRole("button", { name: side }).click();
  await bob.page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  await host.request("host", { command: "skip" });
  const writers: boolean[] = [];
  for (const { page } of [ann, bob]) {
    await page.locator(".showdown .prompt-text").waitFor();
    const verdict = page.getByRole("button", { name: "A is better" });
    writers.push(await page.getByText("One of these answers is yours").isVisible());
    expect(await verdict.isVisible()).toBe(!writers.at(-1));
    if (await verdict.isVisible()) await verdict.click();
    await page.getByRole("button", { name: "Lock in" }).click();
  }
  expect(writers.filter((isWriter) => isWriter)).toHaveLength(1);
  await ann.page.getByRole("heading", { name: "Who wrote what" }).waitFor();
  await ann.page.locator(".entry", { hasText: ANN }).getByText("Ann").waitFor();
  await shots.take(ann.page, "phone-bot-reveal");
  await shots.take(board.page, "board-bot-reveal");
  expect(await violations(board.page)).toEqual([]);
  expect(await violations(ann.page)).toEqual([]);
  await end(host, ann, bob, board);
});

test("drop-in: consent first, then rounds without a host, and the day's total", async () => {
  const eve = await visit(browser, `${web.url}/drop-in`, CALM_PHONE);
  await eve.page.getByRole("heading", { name: "Drop in and teach the model" }).waitFor();
  await shots.take(eve.page, "phone-drop-in");
  expect(await violations(eve.page)).toEqual([]);
  await eve.page.getByRole("button", { name: "Drop in" }).click();
  expect(new URL(eve.page.url()).pathname).toBe("/drop-in");
  await eve.page.getByRole("checkbox").check();
  await eve.page.getByRole("button", { name: "Drop in" }).click();
  await eve.page.getByLabel("Nickname", { exact: true }).fill("Eve");
  await eve.page.getByRole("button", { name: "Join" }).click();
  await eve.page.locator(".rapid .prompt-text").waitFor();
  await eve.page.getByText("Round 1", { exact: true }).waitFor();
  expect(await violations(eve.page)).toEqual([]);
  await eve.page.getByRole("button", { name: "A is better" }).click();
  await eve.page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  await eve.page.goto(`${web.url}/drop-in`);
  await eve.page.getByRole("row", { name: new RegExp(`${new Date().toISOString().slice(0, 10)} 1 0 0`) }).waitFor();
  await shots.take(eve.page, "phone-drop-in-totals");
  expect(await violations(eve.page)).toEqual([]);
  expect(eve.faults).toEqual([]);

  const stranger = await visit(browser, eve.page.url().replace("/drop-in", `/play/${await dropInCode()}`), CALM);
  await stranger.page.getByLabel("Nickname", { exact: true }).fill("Mallory");
  await stranger.page.getByRole("button", { name: "Join" }).click();
  await stranger.page.getByText("This game asks for your consent first.").waitFor();
  await Promise.all([eve, stranger].map(({ context }) => context.close()));
});

async function dropInCode(): Promise<string> {
  return ((await (await fetch(`${web.url}/api/drop-in`)).json()) as { code: string }).code;
}

async function join(page: Page, nickname: string): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill(nickname);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
}

async function end(host: Seat, ...visitors: readonly Visitor[]): Promise<void> {
  for (const { faults } of visitors) expect(faults).toEqual([]);
  await host.request("host", { command: "end" });
  await host.leave();
  await Promise.all(visitors.map(({ context }) => context.close()));
}
