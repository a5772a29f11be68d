import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import { PHONE, screenshots, visit, withBrowser } from "../support/browser.ts";
import { newPair } from "../support/open-arena.ts";
import { SLOW, withWeb } from "../support/running-web.ts";

const shots = screenshots("showdown");
const web = withWeb();
const browser = withBrowser();

const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 640 }, reducedMotion: "reduce" } as const;
/** The same phone at 200% zoom, in the pixels that its page counts. */
const ZOOMED = { width: 180, height: 320 };
/** A finger that is quicker than anybody: it presses A in the very moment in which a showdown is there. */
const PRESSED_AT_ONCE = `addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => document.querySelector(".showdown .verdict-a")?.click()).observe(document.body, {
    childList: true,
    subtree: true,
  });
});`;
const LONG =
  "The air scatters blue light far more than red light, so blue reaches your eyes from everywhere above you.";

const url = (code: string) => `http://127.0.0.1:${web.port}/play/${code}`;
const answer = (page: Page, side: "A" | "B") => page.getByRole("article", { name: `Answer ${side}` });
const button = (page: Page, name: string) => page.getByRole("button", { name });

async function join(page: Page): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill("Bartholomew the 2nd");
  await button(page, "Join").click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
}

/** Elements of the page that lie over each other, or beyond its sides, though they hold something to read or to press. */
function clashes(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const shown = [
      ...document.querySelectorAll<HTMLElement>(
        ".top-name, .top-score, .top-round, .timer-face, .top-rank, .top-streak, .gear, .prompt-text, .bubble-text, .verdict, .said *, .slider-row > *, .prediction-value, .prediction .button, .points-won, .momo-badge, .points > p, .split > span, .report summary",
      ),
    ].filter((node) => node.checkVisibility() && node.textContent !== "");
    const boxes = shown.map((node) => ({ node, box: node.getBoundingClientRect() }));
    const name = ({ className, textContent }: HTMLElement) => `${className}: ${textContent}`;
    const beyond = boxes
      .filter(({ box }) => box.left < -1 || box.right > document.documentElement.clientWidth + 1)
      .map(({ node }) => name(node));
    const over = boxes.flatMap(({ node, box }, i) =>
      boxes.slice(i + 1).flatMap((other) => {
        if (node.contains(other.node) || other.node.contains(node)) return [];
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        return wide > 2 && high > 2 ? [`${name(node)} and ${name(other.node)}`] : [];
      }),
    );
    return [...beyond, ...over];
  });
}

test("on a small phone, at 200% zoom too, nothing covers anything, and the points of the reveal stand first", async () => {
  const pair = newPair({ kind: "showdown", versions: [1, 0], priority: 9 });
  await web.stores.pool.add(MAIN_ARENA, [{ ...pair, a: { ...pair.a, text: LONG }, b: { ...pair.b, text: LONG } }]);
  const session = await web.createSession({ ...SLOW, rounds: 1 });
  const [host, rival] = [await web.host(session), await web.player(session.code, "Rival")];
  const { page, context, faults } = await visit(browser, url(session.code), SMALL_PHONE);
  const look = async (name: string) => {
    await shots.take(page, name);
    expect((await clashes(page)).map((clash) => `${name}: ${clash}`)).toEqual([]);
    await page.setViewportSize(ZOOMED);
    await shots.take(page, `${name}-zoomed`);
    expect((await clashes(page)).map((clash) => `${name} at 200%: ${clash}`)).toEqual([]);
    await page.setViewportSize(SMALL_PHONE.viewport);
  };
  await join(page);
  await host.request("host", { command: "start" });
  await answer(page, "A").waitFor();
  await look("rapid");
  await host.request("host", { command: "skip" });
  await page.getByRole("heading", { name: "Showdown" }).waitFor();
  await host.request("host", { command: "skip" });
  await page.getByText(LONG).first().waitFor();
  await look("showdown");
  await button(page, "B is better").click();
  await page.getByRole("slider").waitFor();
  await look("prediction");
  await button(page, "Lock in").click();
  await rival.request("vote", { pairId: host.view().showdown?.id, verdict: "a", decisionMs: 9 });
  await rival.request("predict", { share: 0 });
  await rival.request("lock", {});
  const points = page.locator(".points");
  await points.waitFor();
  await look("reveal");
  await page.evaluate(() => scrollTo(0, 0));
  const [top, box] = [await page.locator(".top").boundingBox(), await points.boundingBox()];
  expect(box!.y).toBeGreaterThanOrEqual(top!.y + top!.height);
  expect(box!.y + box!.height).toBeLessThan(SMALL_PHONE.viewport.height);
  expect(await page.getByText("Version 0").isVisible()).toBe(false);
  await page.getByText("Who wrote what, and all votes").click();
  await page.getByText("Version 0").waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test("whoever taps on through the switch to the showdown votes on nothing that they haven't read", async () => {
  const session = await web.createSession({ ...SLOW, rounds: 1 });
  const host = await web.host(session);
  const { page, context, faults } = await visit(browser, url(session.code), PHONE, PRESSED_AT_ONCE);
  await join(page);
  await host.request("host", { command: "start" });
  await answer(page, "A").waitFor();
  const box = (await button(page, "A is better").boundingBox())!;
  const shown = host.until((view) => view.phase === "showdown");
  let tapping = true;
  const taps = (async () => {
    for (; tapping; await page.waitForTimeout(60)) await page.touchscreen.tap(box.x + box.width / 2, box.y + 20);
  })();
  await page.getByText("Judged").locator("xpath=..").getByText("3").waitFor();
  await host.request("host", { command: "skip" });
  const { showdown } = await shown;
  await answer(page, "A").waitFor();
  tapping = false;
  await taps;
  await expect.poll(() => button(page, "A is better").isEnabled()).toBe(true);
  expect(await web.stores.votes.ofPair(showdown?.id ?? "")).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
  await button(page, "A is better").tap();
  await expect.poll(async () => (await web.stores.votes.ofPair(showdown?.id ?? "")).a).toBe(1);
  await host.request("host", { command: "end" });
  expect(faults).toEqual([]);
  await context.close();
});
