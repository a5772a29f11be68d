import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
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
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Presses Tab until what has the focus fits; fails after a page's worth of presses. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${selector}`);
}

test("a whole round with the keyboard alone, every screen without violations, rank and summary at the end", async () => {
  const session = await web.createSession({ ...SLOW, rounds: 1 });
  const host = await web.host(session);
  const rival = await web.player(session.code, "Rival");
  const { page, context, faults } = await visit(browser, url(`/play/${session.code}`), CALM);
  await tabTo(page, "input[name=nickname]");
  await tabTo(page, ".dice");
  await press(page, "Enter");
  const nickname = await page.getByLabel("Nickname", { exact: true }).inputValue();
  expect(nickname).toMatch(/^\w+ \w+$/);
  await check(page, "join");
  await tabTo(page, ".join button[type=submit]");
  await press(page, "Enter");
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
  await press(page, "ArrowLeft");
  await page.locator(".practice-done").getByText("A is better. That’s how it works!").waitFor();
  await check(page, "lobby");

  await host.request("host", { command: "start" });
  await page.locator(".rapid .prompt-text").waitFor();
  await press(page, "ArrowLeft");
  await page.locator(".tally-count").getByText("1", { exact: true }).waitFor();
  await check(page, "rapid");

  await host.request("host", { command: "skip" });
  await page.locator(".showdown .prompt-text").waitFor();
  await check(page, "showdown");
  await tabTo(page, ".verdict-b");
  await press(page, "Enter");
  await page.getByRole("slider").waitFor();
  await check(page, "prediction");
  await tabTo(page, ".prediction-slider");
  await press(page, "End", "Tab", "Enter");
  await page.getByRole("heading", { name: "Locked in" }).waitFor();
  const pairId = rival.view().showdown?.id;
  await rival.request("vote", { pairId, verdict: "a", decisionMs: 900 });
  await rival.request("predict", { share: 0.5 });

  await page.getByText("You guessed 100 % for A. Without your own vote, A got 100 %.").waitFor();
  await check(page, "reveal");
  expect(await page.locator(".top-rank").getAttribute("aria-label")).toBe("Rank 1 of 2");
  await host.request("host", { command: "skip" });
  await page.getByRole("heading", { name: "The model learns from your votes" }).waitFor();
  await check(page, "learning");
  await host.request("host", { command: "skip" });
  await page.getByText("Verdicts you gave: 2").waitFor();
  await page.getByText("Your best guess earned 100 points").waitFor();
  await check(page, "final");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Share a picture" }).click();
  expect((await download).suggestedFilename()).toBe("thumbwar.png");
  await (await download).saveAs(join(shots.folder, "shared-picture.png"));
  expect(faults).toEqual([]);
  await context.close();
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
