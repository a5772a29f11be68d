import { setTimeout as sleep } from "node:timers/promises";
import { MODE_NAMES, type Mode } from "../../../../shared/round/modes.ts";
import { arenaServer } from "../../crowd/arena-server.ts";
import { playHost, playVoter } from "./kill-voter.ts";
import type { Ledger } from "./ledger.ts";

const RETRY_MS = 50;
const ROUNDS = 100;
const BEATS = { writingMs: 2_000, rapidMs: 4_000, showdownMs: 3_000, revealMs: 200, intermissionMs: 200 };

/** A game of every mode at a time, game after game until told to stop; the players are shared out among them. */
export async function playSessions(url: string, players: number, signal: AbortSignal, ledger: Ledger): Promise<void> {
  await Promise.all(
    MODE_NAMES.map((mode, i) => {
      const seats = Math.floor((players + MODE_NAMES.length - 1 - i) / MODE_NAMES.length);
      return playMode(url, mode, seats, signal, ledger);
    }),
  );
}

async function playMode(url: string, mode: Mode, seats: number, signal: AbortSignal, ledger: Ledger): Promise<void> {
  const server = arenaServer(url, signal);
  while (!signal.aborted) {
    const session = await server.createSession({ ...BEATS, mode, rounds: ROUNDS }).catch(() => null);
    if (session === null) await sleep(RETRY_MS);
    else {
      const voters = Array.from({ length: seats }, (_, i) => playVoter(url, session, `Voter ${i}`, signal, ledger));
      await Promise.all([playHost(url, session, signal), ...voters]);
    }
  }
}
