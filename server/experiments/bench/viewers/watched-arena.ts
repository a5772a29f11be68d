import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../../../../shared/random/seeded.ts";
import { MAIN_ARENA } from "../../../ports/arena.ts";
import { playBot } from "../../demo/bot.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { takeSeat } from "../../servers/network-seat.ts";
import type { MadeUpArena } from "../made-up-arena.ts";

/** As many versions as an arena has after some weeks. */
const VERSIONS = 150;
/** Who fill the board of players. */
const PLAYERS = 60;
const GAME = { rounds: 100, rapidMs: 10_000, showdownMs: 10_000, revealMs: 4_000, intermissionMs: 3_000 };
const COIN = { name: "coin", share: 1, taste: null } as const;

/** Fills what the boards show: versions with their gate's figures, and players. */
export async function fillBoards(url: string, { stores }: MadeUpArena, signal: AbortSignal): Promise<void> {
  const metrics = { kl: 3.217, sftNll: 2.4513, rewardGain: 0.3127, distinct2Ratio: 0.912, topPhraseShare: 0.0731 };
  for (let i = 1; i < VERSIONS; i++) {
    const { version } = await stores.policies.add({
      ...{ arenaId: MAIN_ARENA, folder: "policies/none", status: "candidate", parent: i - 1, reason: null },
      ...{ trainedOnRound: null, comparisonId: 0, method: "ppo" },
      metrics: { ...metrics, safeShare: 1, endedShare: 0.99, comparisons: 40 * i },
    });
    await stores.policies.promote(MAIN_ARENA, version, []);
  }
  const { code } = await arenaServer(url, signal).createSession({ title: "Past game" });
  const session = (await stores.sessions.byCode(code))!;
  for (let i = 0; i < PLAYERS; i++)
    await stores.players.join({ sessionId: session.id, nickname: `Somebody ${i}`, avatar: i % 64 });
}

/** A game that bots play for as long as it is watched. */
export async function playedGame(
  url: string,
  bots: number,
  signal: AbortSignal,
  onLost: (error: Error) => void,
): Promise<{ readonly code: string; stop(): Promise<void> }> {
  const session = await arenaServer(url, signal).createSession(GAME);
  const seat = (who: Parameters<typeof takeSeat>[2]) => takeSeat(url, session.code, who, signal, onLost);
  const host = await seat({ hostToken: session.hostToken });
  const seats = await Promise.all(Array.from({ length: bots }, (_, i) => seat({ nickname: `Bot ${i}`, avatar: i })));
  let over = false;
  const games = seats.map((one, i) =>
    playBot(one, { camp: COIN, random: seeded(i + 1) }).catch((error: unknown) => {
      if (!over) throw error;
    }),
  );
  for (const game of games) game.catch(onLost);
  await host.request("host", { command: "start" });
  await Promise.race([host.until((view) => view.phase === "rapid"), sleep(30_000, undefined, { ref: false })]);
  return {
    code: session.code,
    async stop() {
      over = true;
      await host.request("host", { command: "end" });
      await Promise.allSettled(games);
      await Promise.all([host, ...seats].map((one) => one.leave()));
    },
  };
}
