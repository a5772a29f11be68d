import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { CreateSession } from "../../shared/protocol/sessions.ts";
import { CALM, PHONE, screenshots, visit, withBrowser } from "../support/browser.ts";
import { SLOW, withWeb } from "../support/running-web.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("accessible-round");
const web = withWeb();
const browser = withBrowser();

async function check(page: Page, name: string): Promise<void> {
  await shots.take(page, name);
  expect((await violations(page)).map((found) => `${name}: ${found}`)).toEqual([]);
}

const url = (path: string) => `http://127.0.0.1:${web.port}${path}`;

/** Names of a part of the page as a screen reader hears them. */
const answer = (page: Page, side: "A" | "B") => page.getByRole("article", { name: `Answer ${side}` });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const heading = (page: Page, name: string) => page.getByRole("heading", { name });
const spoken = (page: Page) => page.locator("#live").textContent();
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("type") ?? document.activeElement?.textContent);

/** A game with one who plays by roles and names alone, without a mouse, and rivals who are plain clients. */
async function game(settings: CreateSession, rivals: number) {
  const session = await web.createSession({ ...SLOW, rounds: 1, ...settings });
  const host = await web.host(session);
  const others = await Promise.all(
    Array.from({ length: rivals }, (_, i) => web.player(session.code, `Rival ${i + 1}`)),
  );
  const { page, context, faults } = await visit(browser, url(`/play/${session.code}`), CALM);
  const skip = () => host.request("host", { command: "skip" });
  return {
    ...{ host, others, page, skip },
    async comeIn() {
      await button(page, "Surprise me").press("Enter");
      await expect.poll(() => page.getByRole("textbox", { name: "Nickname" }).inputValue()).toMatch(/^\w+ \w+$/);
      await button(page, "Join").press("Enter");
      await heading(page, "You’re in!").waitFor();
    },
    /** From the rapid beat past the title card. */
    async toLastBeat(title: string) {
      await skip();
      await heading(page, title).waitFor();
      await skip();
    },
    async over() {
      expect(faults).toEqual([]);
      await context.close();
    },
  };
}

test("a duel by the accessibility tree alone: every screen without violations, what comes is spoken, what counts is what was said last", async () => {
  const { host, others, page, skip, comeIn, toLastBeat, over } = await game({}, 3);
  await check(page, "join");
  await comeIn();
  await button(page, "A is better").press("Enter");
  await page.getByText("A is better. That’s how it works!").first().waitFor();
  await check(page, "lobby");

  await host.request("host", { command: "start" });
  await answer(page, "A").waitFor();
  const first = await answer(page, "A").textContent();
  await expect.poll(() => spoken(page)).toContain("Why is the sky blue? Answer A: answer ");
  await page.keyboard.press("ArrowLeft");
  expect(await focused(page)).toBe("button");
  expect(await answer(page, "A").textContent()).toBe(first);
  await page.keyboard.press("Enter");
  await expect.poll(() => spoken(page)).toMatch(/^Verdict: A is better. Why is the sky blue\?/);
  await button(page, "Settings").press("Enter");
  await page.getByRole("switch", { name: "Vote with single keys" }).press("Space");
  await page.keyboard.press("Escape");
  const second = await answer(page, "A").textContent();
  await page.keyboard.press("1");
  expect(await answer(page, "A").textContent()).toBe(second);
  await page.getByText("Judged").locator("xpath=..").getByText("1").waitFor();
  await check(page, "rapid");

  await toLastBeat("Showdown");
  await answer(page, "A").waitFor();
  await expect.poll(() => spoken(page)).toContain("Why is the sky blue? Answer A: answer ");
  await check(page, "showdown");
  await button(page, "B is better").click();
  const slider = (side: string) =>
    page.getByRole("slider", { name: `You took ${side}. How many of the others do too?` });
  await slider("B").waitFor();
  expect(await focused(page)).toBe("range");
  await page.keyboard.press("End");
  expect(await slider("B").getAttribute("aria-valuetext")).toBe("100% of the others take B");
  await check(page, "prediction");
  await button(page, "Change my vote").press("Enter");
  await button(page, "A is better").press("Enter");
  expect(await slider("A").getAttribute("aria-valuetext")).toBe("0% of the others take A");
  await slider("A").press("Home");
  await button(page, "Lock in").press("Enter");
  await heading(page, "Locked in").waitFor();
  expect(await focused(page)).toBe("Locked in");

  // How far the others are is on the screen, and nobody has to listen to it.
  await page.evaluate(() => {
    const said = new MutationObserver(() => document.body.setAttribute("data-said", "yes"));
    for (const region of document.querySelectorAll(
      "[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]",
    ))
      said.observe(region, { subtree: true, childList: true, characterData: true });
  });
  const pairId = host.view().showdown?.id;
  const done = others.map((rival) => async () => {
    await rival.request("vote", { pairId, verdict: "a", decisionMs: 900 });
    await rival.request("predict", { share: 0.5 });
    expect(await rival.request("lock", {})).toMatchObject({ ok: true });
  });
  for (const lockIn of done.slice(1)) await lockIn();
  await page.getByText("3 of 4 have locked in.").waitFor();
  expect(await page.locator("body").getAttribute("data-said")).toBeNull();
  await done[0]?.();

  const why = page.getByText("You guessed 100% for A. Without you, 100% took A.");
  await why.waitFor();
  await page.getByText("+500", { exact: true }).waitFor();
  await page.getByText("You beat Momo!").waitFor();
  await check(page, "reveal");
  expect(await page.getByRole("img", { name: "Rank 1 of 4" }).count()).toBe(1);
  await page.reload();
  await why.waitFor();
  await skip();
  await heading(page, "The model learns from your votes").waitFor();
  await check(page, "learning");
  await skip();
  await page.getByText("Verdicts you gave: 2").waitFor();
  await page.getByText("Your best guess earned 500 points").waitFor();
  await check(page, "final");
  const download = page.waitForEvent("download");
  await button(page, "Share a picture").press("Enter");
  expect((await download).suggestedFilename()).toBe("thumbwar.png");
  await (await download).saveAs(join(shots.folder, "shared-picture.png"));
  await over();
});

test("a podium by the accessibility tree alone: answers are moved by keys, and the order and the pick can be changed", async () => {
  const { host, others, page, skip, comeIn, toLastBeat, over } = await game({ mode: "podium" }, 1);
  await comeIn();
  await host.request("host", { command: "start" });
  await button(page, "Tie").press("Enter");
  await toLastBeat("Ranking");
  await page.getByRole("list", { name: "Answers in your order, best first" }).waitFor();
  await expect.poll(() => spoken(page)).toMatch(/Why is the sky blue\? A: answer \d+ B: answer/);
  // Answers begin in any order: C may stand first already.
  await page
    .getByRole("button", { name: /^Move C/, disabled: false })
    .first()
    .focus();
  for (const key of ["ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
  await expect.poll(() => spoken(page)).toBe("C is now in place 1");
  await check(page, "ranking");
  await button(page, "My order is ready").press("Enter");
  const question = page.getByRole("group", { name: "Which answer do most others put first?" });
  await question.waitFor();
  expect(await focused(page)).toBe("Which answer do most others put first?");
  expect(await button(page, "Lock in").isDisabled()).toBe(true);
  await question.getByRole("button", { name: /^A/ }).press("Enter");
  await question.getByRole("button", { name: /^B/ }).press("Enter");
  await question.getByRole("button", { name: /^B/, pressed: true }).waitFor();
  await check(page, "pick");
  await button(page, "Lock in").press("Enter");
  await heading(page, "Locked in").waitFor();
  const podium = host.view().podium;
  const ids = podium?.answers.map(({ id }) => id) ?? [];
  await others[0]?.request("rank", { podiumId: podium?.id, ranking: [ids[1], ids[0], ...ids.slice(2)], decisionMs: 9 });
  await others[0]?.request("pick", { answerId: ids[2] });
  await others[0]?.request("lock", {});
  await page.getByText("You picked B. 100% of the others put it first.").waitFor();
  await check(page, "podium-reveal");
  expect(others[0]?.view().players).toMatchObject({ [others[0]?.welcome.playerId ?? ""]: { score: 500 } });
  await skip();
  await skip();
  await heading(page, "Final standings").waitFor();
  await over();
});

test("Beat the bot by the accessibility tree alone: writing, judging, guessing", async () => {
  const { host, others, page, skip, comeIn, toLastBeat, over } = await game({ mode: "bot" }, 1);
  const [rival] = others;
  await comeIn();
  await host.request("host", { command: "start" });
  await page.getByRole("textbox", { name: "Your answer" }).fill("Light is scattered by the air.");
  await button(page, "Send it into the arena").press("Enter");
  await heading(page, "Your answer is in!").waitFor();
  await rival?.request("write", { text: "Because the sea is." });
  await answer(page, "A").waitFor();
  await button(page, "Can’t judge").press("Enter");
  await toLastBeat("Showdown");
  await answer(page, "A").waitFor();
  const mine = page.getByText("One of these answers is yours");
  if (!(await mine.isVisible())) await button(page, "Can’t judge").click();
  const slider = page.getByRole("slider", { name: "How many of the others take A?" });
  await slider.press("ArrowLeft");
  expect(await slider.getAttribute("aria-valuetext")).toBe("51% of the others take A");
  await button(page, "Lock in").press("Enter");
  await heading(page, "Locked in").waitFor();
  await rival?.request("vote", { pairId: host.view().showdown?.id, verdict: "a", decisionMs: 9 });
  await rival?.request("predict", { share: 0.5 });
  await rival?.request("lock", {});
  await heading(page, "Who wrote what").waitFor();
  await check(page, "bot-reveal");
  await skip();
  await skip();
  await heading(page, "Final standings").waitFor();
  await over();
});

test.each([
  ["es-MX", "Entra en la arena", "es"],
  ["zh-CN", "进入竞技场", "zh"],
])(
  "a browser that speaks %s sees its language, and another can be chosen and is kept",
  async (locale, heading, code) => {
    const { page, context } = await visit(browser, url("/"), { ...PHONE, locale });
    await page.getByRole("heading", { name: heading }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(code);
    await check(page, `join-${code}`);
    await page.locator(".gear").click();
    await page.locator(".settings select").last().selectOption("en");
    await page.getByRole("heading", { name: "Join the arena" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Join the arena" }).waitFor();
    await context.close();
  },
);

test("high contrast, calm and sound are chosen in the settings, kept, and without violations", async () => {
  const { page, context } = await visit(browser, url("/"), PHONE);
  await page.locator(".gear").click();
  await page.getByLabel("Contrast").selectOption("more");
  await page.getByLabel("Motion").selectOption("reduced");
  await page.getByRole("switch", { name: "Sound" }).check();
  await check(page, "settings");
  await page.reload();
  const html = page.locator("html");
  expect(await html.getAttribute("data-contrast")).toBe("more");
  expect(await html.getAttribute("data-motion")).toBe("calm");
  await page.locator(".gear").click();
  expect(await page.getByRole("switch", { name: "Sound" }).isChecked()).toBe(true);
  await context.close();
});

test("a swipe judges: the answers follow the finger, a short one is none, and the next pair is there at once", async () => {
  const session = await web.createSession({ ...SLOW, rounds: 1 });
  const host = await web.host(session);
  const { page, context, faults } = await visit(browser, url(`/play/${session.code}`), {
    ...PHONE,
    reducedMotion: "reduce",
  });
  await page.getByLabel("Nickname", { exact: true }).fill("Swipe");
  await page.locator(".join button[type=submit]").click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
  await host.request("host", { command: "start" });
  await page.locator(".rapid .prompt-text").waitFor();
  const first = await page.locator(".pair").getAttribute("data-pair");
  await page.locator(".pair").evaluate((pair) => {
    const at = (type: string, clientX: number) =>
      pair.dispatchEvent(new PointerEvent(type, { clientX, clientY: 300, pointerType: "touch", bubbles: true }));
    at("pointerdown", 200);
    at("pointermove", 180);
    at("pointerup", 180);
    at("pointerdown", 200);
    at("pointermove", 320);
  });
  expect(await page.locator(".bubbles").getAttribute("data-lean")).toBe("b");
  expect(await page.locator(".pair").getAttribute("data-pair")).toBe(first);
  await page.locator(".pair").evaluate((pair) => {
    pair.dispatchEvent(
      new PointerEvent("pointerup", { clientX: 320, clientY: 300, pointerType: "touch", bubbles: true }),
    );
  });
  expect(await page.locator(".pair").getAttribute("data-pair")).not.toBe(first);
  await page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
