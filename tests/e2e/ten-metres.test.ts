import { expect, test } from "vitest";
import type {} from "../../client/canvas/arena-game.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LessonView } from "../../shared/round/view-learning.ts";
import { screenshots, withBrowser } from "../support/browser.ts";
import { withProjectorPage } from "../support/projector-page.ts";
import { finaleViews, orderReveal, projectorView, type Scale, writtenReveal } from "../support/projector-views.ts";
import { unreadable, unreadableInArena } from "../support/text-sizes.ts";

const shots = screenshots("projector");
const browser = withBrowser();
const projector = withProjectorPage(browser);

const CLASS: Scale = { players: 24, teams: 0, long: false };
const LIMITS: Scale = { players: 400, teams: 4, long: true };

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
    for (const [scaleName, scale] of Object.entries({ class: CLASS, limits: LIMITS }))
      for (const views of [plain(scale), ...Object.entries(staged(scale)).map(([name, view]) => ({ [name]: view }))]) {
        const { page, faults, show, close } = await projector.open({ width, height });
        for (const [name, view] of Object.entries(views)) {
          await show(view, scale.long ? "The game stopped for a moment. It goes on now." : "");
          await page.waitForFunction(() => window.thumbwarGame !== undefined);
          await page.evaluate(() => document.fonts.ready);
          if (name === "unmasking") await page.locator(".finale-panel.out").waitFor();
          await shots.take(page, `${size}-${scaleName}-${name}`);
          const broken = [...(await unreadable(page)), ...(await unreadableInArena(page))];
          found.push(...broken.map((line) => `${scaleName} ${name}: ${line}`));
        }
        found.push(...faults);
        await close();
      }
    expect(found).toEqual([]);
  },
);
