import type { Browser, CDPSession, Page } from "playwright-core";
import { type JoinRun, type JoinStep, SLOWED } from "./join-report.ts";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const PATIENCE_MS = 60_000;

/** One visitor's way from the join page to the first vote. */
export interface FirstVote {
  readonly steps: JoinRun;
  /** Bytes that came over the network until then, as they were sent. */
  readonly bytes: number;
}

/**
 * Opens a page as a first-time visitor on a slow phone, joins and votes. Rejects when a step takes a minute.
 * @param address of the join page, or of the drop-in page
 * @param consents whether the page asks for consent first
 */
export async function castFirstVote(
  browser: Browser,
  address: string,
  nickname: string,
  consents: boolean,
): Promise<FirstVote> {
  const context = await browser.newContext({ locale: "en-GB", ...PHONE });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    const network = await slowDown(page);
    const steps: Partial<Record<JoinStep, number>> = {};
    const step = async (name: JoinStep, take: () => Promise<unknown>) => {
      const began = performance.now();
      await take();
      steps[name] = (performance.now() - began) / 1_000;
    };
    const name = page.getByLabel("Nickname", { exact: true });
    const box = page.locator(".consent input[type=checkbox]");
    await step("page", async () => {
      await page.goto(address, { waitUntil: "commit" });
      await (consents ? box : name).waitFor();
    });
    if (consents)
      await step("consent", async () => {
        await box.check();
        await page.locator(".consent button[type=submit]").tap();
        await name.waitFor();
      });
    await step("name", async () => {
      await name.clear();
      await name.pressSequentially(nickname, { delay: SLOWED.letterMs });
    });
    const verdict = page.locator(".rapid .verdict-a:enabled");
    await step("join", async () => {
      await page.locator(".join button[type=submit]").tap();
      await verdict.waitFor();
    });
    await step("vote", async () => {
      await verdict.tap();
      await page.locator(".tally-count", { hasText: /^1$/ }).waitFor();
    });
    return { steps, bytes: network.bytes() };
  } finally {
    await context.close();
  }
}

async function slowDown(page: Page): Promise<{ bytes(): number }> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const bytesASecond = (SLOWED.megabits * 1e6) / 8;
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOWED.latencyMs,
    downloadThroughput: bytesASecond,
    uploadThroughput: bytesASecond,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWED.cpu });
  return { bytes: () => bytes };
}
