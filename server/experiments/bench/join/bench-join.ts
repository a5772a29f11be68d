import type { DropIn } from "../../../../shared/protocol/drop-in.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { playBot } from "../../demo/bot.ts";
import { median } from "../../figures.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../../servers/network-seat.ts";
import { stageBar } from "../../terminal/progress.ts";
import { withBrowserAndArena } from "../browser-and-arena.ts";
import { castFirstVote, type FirstVote } from "./first-vote.ts";
import type { JoinedGame, JoinReport } from "./join-report.ts";

export interface JoinBenchOptions {
  readonly runs: number;
  /** Bots in each game. */
  readonly players: number;
}

/** The rapid part of the game with a host ends with the measurement. */
const BEATS = { rounds: 1, rapidMs: 300_000 };
/** A visitor comes while at least this much of the rapid part is left. */
const LEAST_LEFT_MS = 15_000;
/** Pairs that a bot or a visitor may need. */
const PAIRS_EACH = 200;

/** Times first-time players from the join page to their first vote, one after the other, in a game with a host and in the drop-in game. */
export async function benchJoin(
  { runs, players }: JoinBenchOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<JoinReport> {
  const bar = stageBar(2 * runs, "starting a browser and a web process");
  return withBrowserAndArena(environment, abort, async ({ browser, own, arena, signal, fail }) => {
    await arena.fill("rapid", 2 * (players + runs) * PAIRS_EACH);
    await arena.fill("showdown", 2 * (players + runs));

    const seat = (code: string, who: Parameters<typeof takeSeat>[2]) => takeSeat(own.url, code, who, signal, fail);
    /** Seats with bots on them, and what takes them away. */
    const bots = async (code: string) => {
      let leaving = false;
      const seats = await Promise.all(
        Array.from({ length: players }, (_, i) => seat(code, { nickname: `Bot ${i + 1}`, avatar: i, consent: true })),
      );
      for (const [i, bot] of seats.entries())
        playBot(bot, { camp: { name: "coin", share: 1, taste: null }, random: seeded(i + 1) }).catch((error) => {
          if (!leaving) fail(error);
        });
      const leave = () => {
        leaving = true;
        return Promise.all(seats.map((one) => one.leave()));
      };
      return { witness: seats[0]!, leave };
    };
    const measure = async (game: string, visit: (nickname: string) => Promise<FirstVote>, witness: NetworkSeat) => {
      const votes: FirstVote[] = [];
      for (let i = 0; i < runs; i++) {
        bar.increment(1, { stage: `${game}: visitor ${i + 1} of ${runs}` });
        await witness.until(({ phase, remainingMs }) => phase === "rapid" && remainingMs > LEAST_LEFT_MS);
        votes.push(await visit(`Rob${String(i).padStart(2, "0")}`));
      }
      const kilobytes = median(votes.map(({ bytes }) => bytes / 1_000));
      return { game, runs: votes.map(({ steps }) => steps), kilobytes } satisfies JoinedGame;
    };

    const session = await arenaServer(own.url, signal).createSession(BEATS);
    const host = await seat(session.code, { hostToken: session.hostToken });
    const hosted = await bots(session.code);
    await host.request("host", { command: "start" });
    const invited = (name: string) => castFirstVote(browser, `${own.url}/play/${session.code}`, name, false);
    const games = [await measure("a game's rapid part", invited, host)];
    await host.request("host", { command: "end" });
    await Promise.all([host.leave(), hosted.leave()]);

    const { code } = (await (await fetch(`${own.url}/api/drop-in`, { signal })).json()) as DropIn;
    const around = await bots(code);
    const passerBy = (name: string) => castFirstVote(browser, `${own.url}/drop-in`, name, true);
    games.push(await measure("drop-in", passerBy, around.witness));
    await around.leave();
    return { runs, games };
  }).finally(() => bar.stop());
}
