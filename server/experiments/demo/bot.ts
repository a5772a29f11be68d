import { setTimeout as sleep } from "node:timers/promises";
import type { PairView } from "../../../shared/round/pair-view.ts";
import type { PodiumView, RoomView } from "../../../shared/round/view.ts";
import { leastReadingMs, READING } from "../../../shared/round/votes/reading-time.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { demonstration } from "../../world/demonstration.ts";
import { prompts } from "../../world/prompts.ts";
import { preferenceForA, type StandardCamp, verdictOf } from "../crowd/standard-crowd.ts";
import type { NetworkSeat } from "../servers/network-seat.ts";

/** A player of the demo. It takes as much time as people do. */
export interface BotHabits {
  readonly camp: StandardCamp;
  readonly random: () => number;
}

/** Share of the votes that don't follow the taste. */
const NOISE = 0.15;
const READING_MS = { least: 1_500, most: 4_500 };

interface Beat {
  readonly key: string;
  readonly phase: RoomView["phase"];
  readonly pair: PairView | null;
  readonly podium: PodiumView | null;
  readonly task: { readonly prompt: string } | null;
}

/** Plays until the session is over. A beat that ends too early for the bot is left unfinished. */
export async function playBot(seat: NetworkSeat, habits: BotHabits): Promise<void> {
  for (let beat = await beatAfter(seat, ""); beat.phase !== "finished"; beat = await beatAfter(seat, beat.key)) {
    if (beat.phase === "rapid") await judgePairs(seat, habits);
    if (beat.phase === "writing" && beat.task !== null) await write(seat, beat.task.prompt, habits);
    if (beat.phase === "showdown" && beat.pair !== null) await judgeShowdown(seat, beat.pair, habits);
    if (beat.phase === "finale" && beat.pair !== null && (await vote(seat, beat.pair, habits)))
      await seat.request("lock", {});
    if (beat.phase === "ranking" && beat.podium !== null) await rank(seat, beat.podium, habits);
  }
}

async function beatAfter(seat: NetworkSeat, last: string): Promise<Beat> {
  let found: Beat | null = null;
  await seat.until((view) => {
    const key = `${view.round} ${view.phase} ${view.finale?.index ?? 0}`;
    if (key === last) return false;
    const { phase, showdown, podium, task, finale } = view;
    found = { key, phase, pair: copy(finale?.pair ?? showdown), podium: copy(podium), task: copy(task) };
    return true;
  });
  return found!;
}

/** A copy, since the SDK goes on changing its own objects. */
function copy<T extends object>(state: T | null | undefined): T | null {
  return state === null || state === undefined ? null : (JSON.parse(JSON.stringify(state)) as T);
}

async function judgePairs(seat: NetworkSeat, habits: BotHabits): Promise<void> {
  for (;;) {
    const dealt = await seat.request("deal", { count: 1 });
    const [pair] = dealt.ok ? dealt.pairs : [];
    if (pair === undefined) return;
    if (!(await vote(seat, pair, habits))) return;
  }
}

async function judgeShowdown(seat: NetworkSeat, pair: PairView, habits: BotHabits): Promise<void> {
  await vote(seat, pair, habits);
  const share = sigmoid(preferenceForA(habits.camp, pair) + 1.2 * (habits.random() - 0.5));
  await seat.request("predict", { share });
  await seat.request("lock", {});
}

async function vote(seat: NetworkSeat, pair: PairView, { camp, random }: BotHabits): Promise<boolean> {
  const decisionMs = await read(random, leastReadingMs(pair.prompt, pair.a, pair.b));
  const verdict = verdictOf(camp, pair, NOISE, random);
  return (await seat.request("vote", { pairId: pair.id, verdict, decisionMs })).ok;
}

async function write(seat: NetworkSeat, prompt: string, { random }: BotHabits): Promise<void> {
  await read(random);
  const known = prompts.find(({ text }) => text === prompt) ?? prompts[Math.floor(random() * prompts.length)]!;
  await seat.request("write", { text: demonstration(known, random) });
}

async function rank(
  seat: NetworkSeat,
  { id, prompt, answers }: PodiumView,
  { camp, random }: BotHabits,
): Promise<void> {
  const liking = (text: string) => (camp.taste?.score({ prompt, response: text }) ?? 0) + random() - 0.5;
  const ranking = answers
    .map((answer) => ({ id: answer.id, liking: liking(answer.text) }))
    .sort((x, y) => y.liking - x.liking)
    .map((answer) => answer.id);
  await seat.request("rank", { podiumId: id, ranking, decisionMs: await read(random, READING.mostMs) });
  await seat.request("pick", { answerId: ranking[0] });
  await seat.request("lock", {});
}

/** Waits as long as a reader takes, and longer than `least`; returns the milliseconds. */
async function read(random: () => number, least = 0): Promise<number> {
  const ms = Math.round(Math.max(1.05 * least, READING_MS.least + random() * (READING_MS.most - READING_MS.least)));
  await sleep(ms);
  return ms;
}
