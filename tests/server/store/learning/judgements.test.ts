import { describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { newPair, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const arenaId = MAIN_ARENA;
const opened = withStores();
const judge = "rules";

/** A round whose one player judges some pairs, always liking A; others stay undealt. */
async function played({ judged = 4, undealt = 3 } = {}): Promise<PairRecord[]> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  await stores.pool.add(
    arenaId,
    Array.from({ length: judged + undealt }, () => newPair()),
  );
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: judged });
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId)));
  await stores.rounds.close(round.id);
  return [...dealt];
}

const wanted = { arenaId, judge, shared: 10, fresh: 10, except: [] as string[] };
const opinion = (pairId: string, share: number, ordersAgree: boolean | null = null) => ({ pairId, share, ordersAgree });

describe("what a judge is given", () => {
  test("are pairs that people judged and undealt ones, with their texts, and none twice", async () => {
    const { stores } = opened;
    const dealt = await played();
    const pairs = await stores.judgements.candidates(wanted);
    expect(pairs).toHaveLength(7);
    const shared = pairs.filter(({ id }) => dealt.some((pair) => pair.id === id));
    expect(shared).toHaveLength(4);
    const of = dealt.find(({ id }) => id === shared[0]!.id)!;
    const asked = { criterion: "overall", question: "Which answer do you like better?" };
    for (const pair of pairs) expect(pair).toMatchObject(asked);
    expect(shared[0]).toEqual({ id: of.id, prompt: of.prompt, a: of.a.text, b: of.b.text, ...asked });

    await stores.judgements.add(arenaId, judge, [opinion(pairs[0]!.id, 1)]);
    const left = await stores.judgements.candidates({ ...wanted, except: [pairs[1]!.id] });
    expect(left.map(({ id }) => id).sort()).toEqual(
      pairs
        .slice(2)
        .map(({ id }) => id)
        .sort(),
    );
    expect(await stores.judgements.candidates({ ...wanted, judge: "another" })).toHaveLength(7);
  });

  test("come with what people were asked of them, undealt ones with what the newest session asks", async () => {
    const { stores } = opened;
    const dealt = await played({ judged: 1, undealt: 1 });
    await stores.sessions.create({ ...DEFAULT_SETTINGS, criterion: "creative" });
    const asked = async () => {
      const pairs = await stores.judgements.candidates(wanted);
      const [old, fresh] = [true, false].map((isOld) => pairs.find(({ id }) => (id === dealt[0]!.id) === isOld)!);
      return [old, fresh].map((pair) => [pair!.criterion, pair!.question]);
    };
    const overall = ["overall", "Which answer do you like better?"];
    expect(await asked()).toEqual([overall, ["creative", "Which answer is more creative?"]]);
    const own = { criterion: "own", question: "\u00bfCu\u00e1l suena m\u00e1s a pirata?" } as const;
    await stores.sessions.create({ ...DEFAULT_SETTINGS, ...own });
    expect(await asked()).toEqual([overall, [own.criterion, own.question]]);

    const pairs = await stores.judgements.candidates(wanted);
    const said = pairs.map(({ id, criterion }) => ({ ...opinion(id, 1, true), criterion }));
    await stores.judgements.add(arenaId, judge, said);
    const read = await stores.judgements.after(arenaId, judge, 0, 10);
    expect(read.map(({ criterion }) => criterion).sort()).toEqual(["overall", "own"]);
    await stores.judgements.add(arenaId, "taste", [opinion(pairs[0]!.id, 1)]);
    expect((await stores.judgements.after(arenaId, "taste", 0, 10))[0]!.criterion).toBeNull();
  });

  test("are no more than asked for, and none that was hidden", async () => {
    const { stores } = opened;
    const dealt = await played();
    const { sessionId } = (await stores.players.ofSession((await stores.sessions.recent(1))[0]!.id))[0]!;
    expect(await stores.reports.hide(sessionId, dealt[0]!.a.id, true)).toBe(true);
    const shared = await stores.judgements.candidates({ ...wanted, fresh: 0 });
    expect(shared).toHaveLength(3);
    expect(shared.map(({ id }) => id)).not.toContain(dealt[0]!.id);
    expect(await stores.judgements.candidates({ ...wanted, shared: 1, fresh: 2 })).toHaveLength(3);
  });
});

describe("what it said", () => {
  test("is kept once a pair and judge, and read in order as the learner needs it", async () => {
    const { stores } = opened;
    const dealt = await played();
    const said = dealt.map(({ id }, i) => opinion(id, i / 10));
    await stores.judgements.add(arenaId, judge, said);
    await stores.judgements.add(arenaId, judge, [opinion(dealt[0]!.id, 1)]);
    await stores.judgements.add(arenaId, "another", [opinion(dealt[0]!.id, 1)]);
    const read = await stores.judgements.after(arenaId, judge, 0, 10);
    expect(read.map(({ label }) => label)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(read[0]).toMatchObject({ promptId: "sky-1", prompt: dealt[0]!.prompt, a: [1, 2, 3], b: [1, 2, 3] });
    expect(await stores.judgements.after(arenaId, judge, read[1]!.id, 1)).toEqual([read[2]]);
  });

  test("is never among people's comparisons, in exports or in the lab's figures", async () => {
    const { stores } = opened;
    const dealt = await played();
    const before = await Promise.all([
      stores.comparisons.after(arenaId, 0, 100),
      stores.comparisons.betweenVersions(arenaId),
      stores.lab.guesses(arenaId),
      stores.lab.rounds(arenaId, 10),
    ]);
    const undealt = await stores.judgements.candidates({ ...wanted, shared: 0 });
    await stores.judgements.add(
      arenaId,
      judge,
      [...dealt, ...undealt].map(({ id }) => opinion(id, 0.2)),
    );
    const after = await Promise.all([
      stores.comparisons.after(arenaId, 0, 100),
      stores.comparisons.betweenVersions(arenaId),
      stores.lab.guesses(arenaId),
      stores.lab.rounds(arenaId, 10),
    ]);
    expect(after).toEqual(before);
  });

  test("is counted beside people's verdicts on the same pairs, undecided ones left out", async () => {
    const { stores } = opened;
    const [first, second, third] = await played(); // people like A
    const [fresh] = await stores.judgements.candidates({ ...wanted, shared: 0, fresh: 1 });
    await stores.judgements.add(arenaId, judge, [
      opinion(first!.id, 0.9, true),
      opinion(second!.id, 0.3, true),
      opinion(third!.id, 0.5, false),
      opinion(fresh!.id, 1),
    ]);
    expect(await stores.judgements.work(arenaId, judge)).toEqual({
      people: 4,
      labels: 4,
      ordersAsked: 3,
      ordersAgreed: 2,
      sharedLabels: 3,
      sharedPairs: 2,
      agreed: 1,
    });
    expect(await stores.judgements.work(arenaId, "another")).toMatchObject({ people: 4, labels: 0, sharedPairs: 0 });
  });

  test("is announced to other processes", async () => {
    const { stores } = opened;
    const dealt = await played();
    let heard: (type: string) => void = () => {};
    const event = new Promise<string>((resolve) => (heard = resolve));
    let ready: () => void = () => {};
    const listening = new Promise<void>((resolve) => (ready = resolve));
    const stop = await stores.bus.listen(({ type }) => heard(type), ready);
    await listening;
    await stores.judgements.add(arenaId, judge, [opinion(dealt[0]!.id, 1)]);
    expect(await event).toBe("ai_judged");
    await stop();
  });
});

test("the state of an arena's judge is that written last", async () => {
  const { judgements } = opened.stores;
  expect(await judgements.state(arenaId)).toBeNull();
  const state = { judge, share: 0.5, paused: null, pausedUntil: null, calls: 3, tokens: 4_000_000_000 };
  await judgements.setState(arenaId, state);
  expect(await judgements.state(arenaId)).toEqual(state);
  const paused = { ...state, paused: "unauthorized" as const, pausedUntil: new Date("2026-11-24T12:00:00Z") };
  await judgements.setState(arenaId, paused);
  expect(await judgements.state(arenaId)).toEqual(paused);
});
