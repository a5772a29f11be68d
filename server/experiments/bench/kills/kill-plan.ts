import { seeded } from "../../../../shared/random/seeded.ts";

export type Victim = "web" | `web-${number}` | "trainer" | "postgres";

/** Who can be killed: of several web processes each. */
export function victimsOf(webs: number): readonly Victim[] {
  const all = Array.from({ length: webs }, (_, i): Victim => `web-${i + 1}`);
  return [...(webs === 1 ? (["web"] as const) : all), "trainer", "postgres"];
}

/** One SIGKILL. */
export interface PlannedKill {
  readonly victim: Victim;
  /**
   * `alone`: after a vote has been acknowledged since the kill before. The others overlap with that kill: `together` at once, `during`
   * while the server recovers, `start` as soon as the last victim's successor exists.
   */
  readonly when: "alone" | "together" | "during" | "start";
  /** Waited after that moment. */
  readonly waitMs: number;
}

const CALM_MS = [500, 2_000] as const;
const DURING_MS = [50, 1_500] as const;
/** A start of web takes about a second. */
const START_MS = [0, 900] as const;

/**
 * Who is killed when, from a seed.
 * @param overlap share of the kills that come while the server still recovers from the kill before, 0-1
 */
export function planKills(kills: number, overlap: number, seed: number, webs = 1): PlannedKill[] {
  const victims = victimsOf(webs);
  const random = seeded(seed);
  const between = ([from, to]: readonly [number, number]) => from + random() * (to - from);
  const other = (last: Victim | undefined) => {
    const others = victims.filter((victim) => victim !== last);
    return others[Math.floor(random() * others.length)]!;
  };
  const plan: PlannedKill[] = [];
  while (plan.length < kills) {
    const last = plan.at(-1)?.victim;
    if (last === undefined || random() >= overlap) {
      plan.push({ victim: victims[Math.floor(random() * victims.length)]!, when: "alone", waitMs: between(CALM_MS) });
      continue;
    }
    const kind = Math.floor(random() * 3);
    if (kind === 0) plan.push({ victim: other(last), when: "together", waitMs: 0 });
    else if (kind === 1) plan.push({ victim: other(last), when: "during", waitMs: between(DURING_MS) });
    else plan.push({ victim: last, when: "start", waitMs: between(START_MS) });
  }
  return plan;
}
