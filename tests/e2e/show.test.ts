import { expect, test } from "vitest";
import type {} from "../../client/canvas/arena-game.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LessonView } from "../../shared/round/view-learning.ts";
import { PROJECTOR, screenshots, withBrowser } from "../support/browser.ts";
import { withProjectorPage } from "../support/projector-page.ts";
import { finaleViews, orderReveal, projectorView, type Scale, writtenReveal } from "../support/projector-views.ts";
import { unreadable, unreadableInArena } from "../support/text-sizes.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("show");
const looks = screenshots("projector");
const browser = withBrowser();
const projector = withProjectorPage(browser);
const CLASS: Scale = { players: 12, teams: 2, long: false };
const FULL_CLASS: Scale = { players: 24, teams: 0, long: false };
const LIMITS: Scale = { players: 400, teams: 4, long: true };
/** A browser that a person looks at. */
const PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });";

test("a reveal tells one thing after another, the podium comes before the list, and calm motion changes neither", async () => {
  const { page, faults, show, close } = await projector.open(PROJECTOR.viewport);
  await show(projectorView("showdown", CLASS));
  await show(projectorView("reveal", CLASS, { remainingMs: 8_000 }));
  await page.getByRole("heading", { name: "The votes are in…" }).waitFor();
  expect(await page.locator("main").innerText()).not.toMatch(/Version|Momo|64%/);
  await shots.take(page, "counting");
  await page.getByRole("img", { name: "A 64%, B 36%" }).waitFor();
  expect(await page.locator("main").innerText()).not.toMatch(/Version|Momo/);
  await page.getByText("Version 41", { exact: true }).waitFor();
  expect(await page.locator("main").innerText()).not.toMatch(/Momo/);
  await page.getByText("Momo guessed 58% for A.").and(page.locator(":visible")).first().waitFor();
  await shots.take(page, "momo");

  const last = projectorView("finished", CLASS);
  await show(last);
  expect(await page.locator(".p-standings").innerText()).not.toMatch(/Ann/);
  await shots.take(page, "podium");
  await page.locator(".p-standings .standing").first().getByText("Ann").waitFor();
  await shots.take(page, "standings");
  expect(await violations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test("at the host's pace, without a clock, the masks of a finale come off one after another all the same", async () => {
  const { page, close } = await projector.open(PROJECTOR.viewport);
  const { unmasked } = finaleViews(CLASS);
  const json = JSON.stringify({ ...unmasked, remainingMs: -1, players: [...unmasked.players] });
  // One page's timers keep their order: a mask that came off at once would be off by then, however busy the machine is.
  const masked = await page.evaluate(async (view) => {
    window.showView(view, "");
    await new Promise((resolve) => setTimeout(resolve, 300));
    return {
      masks: document.querySelectorAll(".finale-pairs > *").length,
      off: document.querySelectorAll(".unmasked").length,
    };
  }, json);
  expect(masked).toEqual({ masks: 3, off: 0 });
  await page.locator(".unmasked").first().waitFor();
  expect(await page.locator(".finale-said").textContent()).toBe("");
  await close();
});

test("votes that are counted fill the meter up to its milestones", async () => {
  const { page, show, close } = await projector.open(PROJECTOR.viewport);
  const rapid = (judged: number) => {
    const view = projectorView("rapid", CLASS);
    const players = new Map([...view.players].map(([id, one]) => [id, { ...one, judged }]));
    return { ...view, players, verdicts: judged * players.size };
  };
  await show(rapid(0));
  await page.getByText("Next: 15", { exact: true }).waitFor();
  await show(rapid(2));
  await page.getByText("Next: 30", { exact: true }).waitFor();
  expect(await page.getByRole("meter").getAttribute("aria-valuenow")).toBe("24");
  await show(rapid(6));
  await page.getByText("You made it! 60 votes · Next: 75").waitFor();
  expect(await unreadable(page)).toEqual([]);
  await shots.take(page, "goal");
  await close();
});

test("a card asks for the press that sound needs; it shows the code, goes by a press or Escape, and music can be muted", async () => {
  const { page, faults, show, close } = await projector.open(PROJECTOR.viewport, {
    gate: PERSON,
    reducedMotion: "no-preference",
  });
  await show(projectorView("lobby", CLASS));
  const card = page.locator(".gate");
  await card.getByText("Tap for sound and full screen").waitFor();
  expect(await card.innerText()).toContain("WWMWW");
  expect(
    await unreadable(page).then((lines) => lines.filter((line) => line.includes("gate") && line.includes("px of"))),
  ).toEqual([]);
  await shots.take(page, "gate");
  await page.keyboard.press("Escape");
  await expect.poll(() => card.count()).toBe(0);
  const music = page.getByRole("button", { name: "Music" });
  const before = await music.getAttribute("aria-pressed");
  await page.keyboard.press("Alt+m");
  await expect.poll(() => music.getAttribute("aria-pressed")).not.toBe(before);
  await music.click();
  expect(await music.getAttribute("aria-pressed")).toBe(before);
  expect(faults).toEqual([]);
  await close();
});

const VOTED_LESSON: LessonView = {
  ...{ place: "taste", step: 0, key: "taste/0/0", closed: false },
  ...{ away: false, answered: 0, screen: "", waiting: "" },
};

/** What a page shows at once in whatever state it finds the game. */
const plain = (scale: Scale): Readonly<Record<string, RoomView>> => ({
  lobby: projectorView("lobby", scale),
  dealing: projectorView("dealing", scale),
  writing: projectorView("writing", scale),
  rapid: projectorView("rapid", scale),
  title: projectorView("title", scale),
  bets: projectorView("rapid", scale, { lesson: VOTED_LESSON }),
  showdown: projectorView("showdown", scale),
  ranking: projectorView("ranking", scale),
  intermission: projectorView("intermission", scale),
  finale: finaleViews(scale).judged,
  unmasking: finaleViews(scale).unmasked,
});
/** What comes in stages. A page that is opened in the middle shows all of it, as it ends up. */
const staged = (scale: Scale): Readonly<Record<string, RoomView>> => ({
  reveal: projectorView("reveal", scale),
  "order-reveal": orderReveal(scale),
  "written-reveal": writtenReveal(scale),
  finished: projectorView("finished", scale),
});

test.each([
  ["1920x1080", 1_920, 1_080],
  ["1366x768", 1_366, 768],
  ["1024x768", 1_024, 768],
])(
  "at %s everything on the projector can be read from ten metres, whole and apart from everything else",
  async (size, width, height) => {
    const found: string[] = [];
    for (const [scaleName, scale] of Object.entries({ class: FULL_CLASS, limits: LIMITS }))
      for (const views of [plain(scale), ...Object.entries(staged(scale)).map(([name, view]) => ({ [name]: view }))]) {
        const { page, faults, show, close } = await projector.open({ width, height });
        for (const [name, view] of Object.entries(views)) {
          await show(view, scale.long ? "The game stopped for a moment. It goes on now." : "");
          await page.waitForFunction(() => window.thumbwarGame !== undefined);
          await page.evaluate(() => document.fonts.ready);
          if (name === "unmasking") await page.locator(".finale-panel.out").waitFor();
          await looks.take(page, `${size}-${scaleName}-${name}`);
          const broken = [...(await unreadable(page)), ...(await unreadableInArena(page))];
          found.push(...broken.map((line) => `${scaleName} ${name}: ${line}`));
        }
        found.push(...faults);
        await close();
      }
    expect(found).toEqual([]);
  },
);
