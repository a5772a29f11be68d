import { setTimeout as sleep } from "node:timers/promises";
import type { Replies } from "../../../shared/protocol/messages.ts";
import { leastReadingMs } from "../../../shared/round/votes/reading-time.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import type { NetworkSeat } from "../servers/network-seat.ts";
import { preferenceForA, type StandardCamp, verdictOf } from "./standard-crowd.ts";

/** A pair as it is shown to a player. */
export interface ShownPair {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
}

/** One member of the crowd: a seat with a hidden taste, some of whose votes are flipped. */
export interface CrowdPlayer {
  /** Judges pairs until `wanted` votes are acknowledged or the beat is over; returns how many were. */
  judgeRapid(wanted: number): Promise<number>;
  /** Predicts the crowd's split and, if asked to, votes and locks in; returns whether the vote was acknowledged. */
  judgeShowdown(pair: ShownPair, votes: boolean): Promise<boolean>;
  /** Judges a pair of a finale and locks in. */
  judgeFinale(pair: ShownPair): Promise<void>;
  leave(): Promise<void>;
}

export interface PlayerHabits {
  readonly camp: StandardCamp;
  readonly noise: number;
  readonly random: () => number;
}

/** Pairs asked for at once. */
const HAND = 8;
/** Pause before it asks again while the pool has no pair. */
const DRY_MS = 300;
/** Pause before it repeats a verdict that a room refused as too fast. */
const TOO_FAST_MS = 250;

export function openCrowdPlayer(seat: NetworkSeat, { camp, noise, random }: PlayerHabits): CrowdPlayer {
  async function vote(pair: ShownPair): Promise<"accepted" | "late"> {
    const verdict = verdictOf(camp, pair, noise, random);
    const decisionMs = readingMs(pair, random);
    await sleep(decisionMs);
    for (;;) {
      const reply = await seat.request("vote", { pairId: pair.id, verdict, decisionMs });
      if (reply.ok || reply.error !== "too_fast") return outcomeOf("vote", reply);
      await sleep(TOO_FAST_MS);
    }
  }

  return {
    async judgeRapid(wanted) {
      let given = 0;
      while (given < wanted) {
        const dealt = await seat.request("deal", { count: Math.min(HAND, wanted - given) });
        if (!dealt.ok) {
          outcomeOf("deal", dealt);
          return given;
        }
        if (dealt.pairs.length === 0) await sleep(DRY_MS);
        for (const pair of dealt.pairs) {
          if ((await vote(pair)) === "late") return given;
          given++;
        }
      }
      return given;
    },
    async judgeShowdown(pair, votes) {
      const share = sigmoid(preferenceForA(camp, pair));
      const voted = votes && (await vote(pair)) === "accepted";
      outcomeOf("predict", await seat.request("predict", { share }));
      if (voted) outcomeOf("lock", await seat.request("lock", {}));
      return voted;
    },
    async judgeFinale(pair) {
      if ((await vote(pair)) === "late") return;
      const locked = await seat.request("lock", {});
      // Its time was up meanwhile, and the next pair has no vote yet.
      if (locked.ok || locked.error !== "incomplete") outcomeOf("lock", locked);
    },
    leave: () => seat.leave(),
  };
}

/** Reading time of a quick reader. The model does not learn from votes that are faster than anybody reads. */
function readingMs({ prompt, a, b }: ShownPair, random: () => number): number {
  return Math.ceil(leastReadingMs(prompt, a, b) * (1.05 + 0.2 * random()));
}

/** Being late is part of the game; any other refusal is a fault. */
function outcomeOf(type: keyof Replies, reply: Replies[keyof Replies]): "accepted" | "late" {
  if (reply.ok) return "accepted";
  if (reply.error === "wrong_phase" || reply.error === "not_open") return "late";
  throw new Error(`the server refused "${type}": ${reply.error}`);
}
