import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { seeded } from "../../../../shared/random/seeded.ts";
import { MAIN_ARENA } from "../../../ports/arena.ts";
import type { Stores } from "../../../ports/stores.ts";
import { playBot } from "../../demo/bot.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { takeSeat } from "../../servers/network-seat.ts";
import { stageBar } from "../../terminal/progress.ts";
import { withBrowserAndArena } from "../browser-and-arena.ts";
import { type FramesReport, type PageFrames, phaseFrames } from "./frames-report.ts";
import {
  MEASURED_PHASES,
  type MeasuredPhase,
  type ProcessorTime,
  processorTime,
  recordedFrames,
  recordFrames,
  rendererOf,
  showsPhase,
} from "./measured-browser.ts";

export interface FramesOptions {
  /** Of each phase. */
  readonly seconds: number;
  /** Bots beside the page. */
  readonly players: number;
  /** Factor on the device pixels of a CSS pixel. Fewer pixels show what filling them costs. */
  readonly scale: number;
}

/** No beat ends by itself: the host skips. */
const BEATS = { rounds: 2, rapidMs: 300_000, showdownMs: 300_000, revealMs: 120_000, intermissionMs: 300_000 };
const PROJECTOR = { viewport: { width: 1920, height: 1080 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const HEARTBEAT_MS = 2_000;
const VERDICT_MS = 1_200;
const VERDICT_KEYS = ["1", "2"] as const;

/** A page of the game that is measured: how it enters the session, and whether it judges pairs there. */
interface Measured {
  readonly name: string;
  readonly device: BrowserContextOptions;
  path(code: string): string;
  enter(page: Page): Promise<void>;
  readonly judges: boolean;
}

const PAGES: readonly Measured[] = [
  { name: "projector", device: PROJECTOR, path: (code) => `/board/${code}`, enter: async () => {}, judges: false },
  { name: "phone", device: PHONE, path: (code) => `/play/${code}`, enter: join, judges: true },
];

/** Times animation frames of the real pages while bots play a session on servers of our own, one page at a time. */
export async function benchFrames(
  options: FramesOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<FramesReport> {
  const bar = stageBar(PAGES.length * MEASURED_PHASES.length, "starting a browser and a web process");
  return withBrowserAndArena(environment, abort, async ({ browser, own, arena, signal, fail }) => {
    await arena.fill("rapid", PAGES.length * (options.players + 1) * (options.seconds + 10));
    await arena.fill("showdown", PAGES.length);

    const pages: PageFrames[] = [];
    let renderer = "";
    for (const measured of PAGES) {
      const density = (measured.device.deviceScaleFactor ?? 1) * options.scale;
      const context = await browser.newContext({ locale: "en-GB", ...measured.device, deviceScaleFactor: density });
      const page = await context.newPage();
      const step = (phase: string) => bar.increment(1, { stage: `${measured.name}: ${phase}` });
      const frames = await playThrough(page, measured, own.url, arena.stores, options, signal, fail, step);
      renderer = await rendererOf(page);
      await context.close();
      const { width, height } = measured.device.viewport!;
      const size = `${width}x${height}, ${density}x`;
      pages.push({ page: measured.name, size, phases: frames });
    }
    return { ...options, renderer, pages };
  }).finally(() => bar.stop());
}

async function playThrough(
  page: Page,
  measured: Measured,
  url: string,
  stores: Stores,
  { seconds, players }: FramesOptions,
  signal: AbortSignal,
  fail: (error: Error) => void,
  step: (phase: string) => void,
): Promise<PageFrames["phases"]> {
  const session = await arenaServer(url, signal).createSession(BEATS);
  const seat = (who: { hostToken: string } | { nickname: string; avatar: number }) =>
    takeSeat(url, session.code, who, signal, fail);
  const host = await seat({ hostToken: session.hostToken });
  // Somebody who never locks in, so that the showdown lasts until it is skipped.
  const seats = [host, await seat({ nickname: "Slow", avatar: 0 })];
  const bots = await Promise.all(
    Array.from({ length: players }, (_, i) => seat({ nickname: `Bot ${i + 1}`, avatar: i + 1 })),
  );
  await recordFrames(page);
  await page.goto(`${url}${measured.path(session.code)}`);
  await measured.enter(page);
  await page.locator("#arena canvas:not(.walls)").waitFor({ state: "attached" });
  const games = bots.map((bot, i) =>
    playBot(bot, { camp: { name: "coin", share: 1, taste: null }, random: seeded(i + 1) }),
  );
  // The heartbeats of a trainer at work, which make the picture of the learning break move.
  const working = setInterval(() => void stores.heartbeats.beat(MAIN_ARENA, "improve").catch(fail), HEARTBEAT_MS);
  const used: Partial<Record<MeasuredPhase, ProcessorTime>> = {};
  const browser = page.context().browser()!;
  try {
    await host.request("host", { command: "start" });
    for (const phase of MEASURED_PHASES) {
      step(phase);
      await showsPhase(page, phase);
      const before = await processorTime(browser);
      const over = sleep(seconds * 1_000, undefined, { signal });
      if (phase === "rapid" && measured.judges) await judgeUntil(page, over);
      await over;
      const after = await processorTime(browser);
      used[phase] = { page: after.page - before.page, drawing: after.drawing - before.drawing };
      await host.request("host", { command: phase === "intermission" ? "end" : "skip" });
    }
    await Promise.all(games);
    return phaseFrames(await recordedFrames(page), used as Record<MeasuredPhase, ProcessorTime>);
  } finally {
    clearInterval(working);
    await Promise.all([...seats, ...bots].map((one) => one.leave()));
  }
}

async function join(page: Page): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill("Ann");
  await page.locator(".join button[type=submit]").click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
}

async function judgeUntil(page: Page, over: Promise<void>): Promise<void> {
  let done = false;
  const end = () => {
    done = true;
  };
  over.then(end, end);
  for (let i = 0; !done; i++) {
    await page.keyboard.press(VERDICT_KEYS[i % VERDICT_KEYS.length]!);
    await Promise.race([over, sleep(VERDICT_MS)]);
  }
}
