import { setTimeout as sleep } from "node:timers/promises";
import { arenaServer } from "../crowd/arena-server.ts";
import { type AcknowledgedVote, playHost, playVoter } from "./kill-voter.ts";

const RETRY_MS = 50;
const SESSION = { rounds: 100, rapidMs: 4_000, showdownMs: 2_000, revealMs: 200, intermissionMs: 200 };

/** Session after session until told to stop. */
export async function playSessions(
  url: string,
  players: number,
  signal: AbortSignal,
  onAcknowledged: (vote: AcknowledgedVote) => void,
): Promise<void> {
  const server = arenaServer(url, signal);
  while (!signal.aborted) {
    const session = await server.createSession(SESSION).catch(() => null);
    if (session === null) await sleep(RETRY_MS);
    else {
      const voters = Array.from({ length: players }, (_, i) =>
        playVoter(url, session, `Voter ${i}`, signal, onAcknowledged),
      );
      await Promise.all([playHost(url, session, signal), ...voters]);
    }
  }
}
