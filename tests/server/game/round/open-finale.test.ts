import { expect, test } from "vitest";
import { openFinale } from "../../../../server/game/round/open-finale.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { FinaleStanding } from "../../../../server/ports/finale.ts";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import type { SessionRecord } from "../../../../server/ports/sessions.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";

const answer = (policyVersion: number) => ({
  ...{
    id: `by-${policyVersion}`,
    text: `Version ${policyVersion}`,
    policyVersion,
    writer: "",
    externalModel: "",
    reward: null,
  },
});
const pair = (id: string, a: number, b: number): PairRecord => ({
  ...{ id, kind: "finale", prompt: `${id}?`, a: answer(a), b: answer(b), repeatOf: null },
});

/** Opens the finale of a game whose store says what it says, the last thing for ever; a look takes a second. */
async function open(
  standings: readonly FinaleStanding[],
  { dealt = true, packId = null as string | null, adopted = false, states = ["idle"] } = {},
) {
  let [looks, seconds, asks] = [0, 0, 0];
  const asked: { began: number; now: number }[] = [];
  const stores = {
    policies: { list: async () => [{ metrics: adopted ? { adapterRank: 8 } : {} } as unknown as PolicyRecord] },
    finales: {
      standing: async () => standings[Math.min(looks++, standings.length - 1)]!,
      deal: async ({ began, now }: { began: number; now: number }) => {
        asked.push({ began, now });
        return dealt
          ? { roundId: "r9", pairs: [pair("p", began, now), pair("q", now, began), pair("r", began, now)] }
          : null;
      },
    },
  };
  const session = { id: "s", arenaId: MAIN_ARENA, settings: { ...DEFAULT_SETTINGS, packId } } as SessionRecord;
  const learning = { current: () => ({ state: states[Math.min(asks++, states.length - 1)]! }) };
  const services = { ...stores, learning, now: () => 1_000 * seconds++ };
  const opening = await openFinale(services, session, 9, new AbortController().signal);
  return { finale: opening.finale, asked };
}

test("the newest version meets the one of the beginning, and the sides keep their secret", async () => {
  const { finale } = await open([{ began: 2, newest: 5, answered: 5 }]);
  expect(finale).toMatchObject({ roundId: "r9", versionBefore: 2, versionNow: 5 });
  expect("pairs" in finale && finale.pairs.map(({ nowIsA }) => nowIsA)).toEqual([false, true, false]);
});

test("a version that was promoted a moment ago is waited for, and for no more than a few seconds", async () => {
  const late = { began: 2, newest: 5, answered: 4 };
  expect((await open([late, late, { ...late, answered: 5 }])).asked).toEqual([{ began: 2, now: 5 }]);
  expect((await open([late])).asked).toEqual([{ began: 2, now: 4 }]);
  expect((await open([{ ...late, answered: null }])).finale).toEqual({ absent: "unanswered" });
});

test.each([
  ["no newer version", { began: 5, newest: 5, answered: null }, {}, "unchanged"],
  ["a rollback to before its beginning", { began: 5, newest: 3, answered: null }, {}, "unchanged"],
  ["no round that was dealt", { began: null, newest: 3, answered: null }, {}, "unchanged"],
  ["too few answers in other words", { began: 1, newest: 2, answered: 2 }, { dealt: false }, "unanswered"],
  ["prompts that no version answers", { began: 1, newest: 2, answered: 2 }, { packId: "p" }, "prompts"],
])("%s: none, and it is said why", async (_, standing, more, absent) => {
  expect((await open([standing], more)).finale).toEqual({ absent });
});

test("prompts of the host's own that the model answers have a finale", async () => {
  expect((await open([{ began: 1, newest: 2, answered: 2 }], { packId: "p", adopted: true })).finale).toHaveProperty(
    "pairs",
  );
});

test("what the last votes are teaching is waited for, even where nothing was taught yet, and no longer than that", async () => {
  const [none, first] = [
    { began: 1, newest: 1, answered: null },
    { began: 1, newest: 2, answered: 2 },
  ];
  expect((await open([none, none, first], { states: ["improve", "gate", "idle"] })).asked).toEqual([
    { began: 1, now: 2 },
  ]);
  expect((await open([first], { states: ["improve"] })).asked).toEqual([{ began: 1, now: 2 }]);
  expect((await open([none], { states: ["reward"] })).finale).toEqual({ absent: "unchanged" });
});
