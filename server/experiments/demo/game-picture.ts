import { writeFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../bench/frames/measured-browser.ts";
import type { NetworkSeat } from "../servers/network-seat.ts";

/** Both screens are as high as each other, so that they stand side by side. */
const HEIGHT = 840;
const SCREEN = { viewport: { width: 1500, height: HEIGHT } };
const PHONE = { viewport: { width: 390, height: HEIGHT }, hasTouch: true, isMobile: true };
const GAP = 24;
const QUALITY = 0.85;
const PATIENCE_MS = 300_000;
/** The figures speak and thumbs fly. */
const BUSY_MS = 900;

/**
 * Draws the picture of README: the big screen and a phone of the same game, side by side, in the second round's showdown, when half of
 * the players have locked in. Takes a seat of its own for the phone.
 *
 * @param file a WebP image
 */
export async function drawGame(
  url: string,
  code: string,
  host: Pick<NetworkSeat, "until">,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const browser = await launchBrowser(environment);
  try {
    const screen = await open(browser, `${url}/board/${code}`, SCREEN);
    const phone = await open(browser, `${url}/play/${code}`, PHONE);
    await phone.getByLabel("Nickname", { exact: true }).fill("Robin");
    await phone.locator(".join button[type=submit]").tap();
    await host.until(
      ({ phase, round, lockedIn, players }) =>
        phase === "showdown" && round === 2 && lockedIn > 0 && lockedIn >= players.size / 2,
    );
    for (const page of [screen, phone]) await page.locator('body[data-phase="showdown"]').waitFor();
    await screen.waitForTimeout(BUSY_MS);
    const shots = await Promise.all([screen.screenshot(), phone.screenshot()]);
    await writeFile(file, await sideBySide(screen, shots));
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, address: string, device: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB", ...device })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address);
  return page;
}

/** A WebP image of pictures beside each other. The browser makes it: nothing else here writes that format. */
async function sideBySide(page: Page, shots: readonly Buffer[]): Promise<Buffer> {
  const sources = shots.map((shot) => `data:image/png;base64,${shot.toString("base64")}`);
  const drawn = await page.evaluate<string>(`(async () => {
    const images = ${JSON.stringify(sources)}.map((src) => Object.assign(new Image(), { src }));
    await Promise.all(images.map((image) => image.decode()));
    const canvas = document.createElement("canvas");
    canvas.width = images.reduce((sum, image) => sum + image.width, ${GAP} * (images.length - 1));
    canvas.height = ${HEIGHT};
    const context = canvas.getContext("2d");
    let x = 0;
    for (const image of images) {
      context.beginPath();
      context.roundRect(x, 0, image.width, image.height, 16);
      context.save();
      context.clip();
      context.drawImage(image, x, 0);
      context.restore();
      context.lineWidth = 4;
      context.strokeStyle = "#1d1540";
      context.stroke();
      x += image.width + ${GAP};
    }
    return canvas.toDataURL("image/webp", ${QUALITY});
  })()`);
  return Buffer.from(drawn.slice(drawn.indexOf(",") + 1), "base64");
}
