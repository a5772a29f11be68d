import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ConversationRefused, loadTokenizer } from "../../../server/ml/tokenizer/load-tokenizer.ts";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Comparison } from "../../../server/ports/learning.ts";
import type { Preference } from "../../../server/ports/results.ts";
import { importedTokens, learnerComparison } from "../../../server/trainer/learner-comparison.ts";
import { POCKET_SHAPE } from "../../../server/trainer/start/pocket-shape.ts";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { newRound, newVote } from "../../support/open-arena.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";
import { tinyPrompts } from "../../support/tiny-learner.ts";

const tokenizer = await loadTokenizer(fileURLToPath(new URL("../../../server/world/pocket-model", import.meta.url)));
const read = learnerComparison(tokenizer, POCKET_SHAPE);
const byPolicy = { text: "Bees dance.", tokens: [7, 8, 3], policyVersion: 2 };
const other = { text: "Who knows.", tokens: [9, 3], policyVersion: 2 };
const written = (text: string) => ({ text, tokens: [], policyVersion: -1 });
const compared = (a: Comparison["a"], b: Comparison["b"], prompt = "Why are bees so interesting?"): Comparison => ({
  ...{
    id: 1,
    pairId: "p",
    roundId: "r",
    kind: "bot",
    criterion: "overall",
    promptId: "bees",
    prompt,
    a,
    b,
    label: 1,
    bothBad: 0,
    votes: 2,
    repeatOf: null,
    ballots: [],
  },
});

describe("a comparison for the learner", () => {
  test("has a policy's answer as it was sampled and a player's as the tokenizer spells it, with its end", () => {
    const text = "Bees dance to tell where flowers are.";
    const { a, b, label, promptId } = read(compared(written(text), byPolicy)) ?? {};
    expect(b).toEqual([7, 8, 3]);
    expect(a?.at(-1)).toBe(tokenizer.eosId);
    expect(tokenizer.decode(a ?? [])).toBe(text);
    expect({ label, promptId }).toEqual({ label: 1, promptId: "bees" });
  });

  test("of a podium belongs to the ranking of its round", () => {
    expect(read(compared(byPolicy, other))).not.toHaveProperty("ranking");
    expect(read({ ...compared(byPolicy, other), kind: "podium" })).toMatchObject({
      ranking: "r",
      criterion: "overall",
    });
  });

  test.each(["Las abejas bailan, \u00a1ol\u00e9!", "\u871c\u8702\u4f1a\u8df3\u821e\u3002", "\ud83d\udc1d\u2764\ufe0f"])(
    "can be of any script: %s",
    (text) => {
      expect(tokenizer.decode(read(compared(byPolicy, written(text)))?.b ?? [])).toBe(text);
    },
  );

  test("is none when both answers are the same, whoever wrote them", () => {
    expect(read(compared(byPolicy, { ...byPolicy, policyVersion: 1 }))).toBeNull();
    expect(read(compared(written("Bees dance."), written("Bees dance.")))).toBeNull();
  });

  test("has answers without the spaces and line breaks at their edges, as a model gives them", () => {
    const plain = read(compared(written("Cats are kind."), written("Cats are quiet.")));
    expect(plain).not.toBeNull();
    expect(read(compared(written(" Cats are kind."), written(" Cats are quiet.\r\n")))).toEqual(plain);
    expect(read(compared(written("Cats are kind."), written("\tCats are kind.\n")))).toBeNull();
  });

  test("says by player which verdicts it is the mean of, and which pair it repeats", () => {
    const ballots = [
      { playerId: "ann", verdict: "a" as const },
      { playerId: "bob", verdict: "bothBad" as const },
    ];
    expect(read({ ...compared(byPolicy, other), ballots, repeatOf: "q" })).toMatchObject({
      pairId: "p",
      repeatOf: "q",
      ballots: [
        { rater: "ann", label: 1, bothBad: false },
        { rater: "bob", label: 0.5, bothBad: true },
      ],
    });
    expect(read(compared(byPolicy, other))).not.toHaveProperty("repeatOf");
  });

  test("leaves out verdicts that were faster than anybody reads, and is none where there are no others", () => {
    const ballot = (playerId: string, verdict: Verdict, isTooFast = false) => ({
      ...{ playerId, verdict, address: `home of ${playerId}` },
      ...(isTooFast ? { tooFast: true as const } : {}),
    });
    const quick = ["x", "y", "z"].map((playerId) => ballot(playerId, "a", true));
    const slow = [ballot("ann", "b"), ballot("bob", "bothBad")];
    const judged = { ...compared(byPolicy, other), label: 0.7, bothBad: 0.2, votes: 5 };
    expect(read({ ...judged, ballots: [...quick, ...slow] })).toMatchObject({
      ...{ label: 0.25, bothBad: 0.5 },
      ballots: [
        { rater: "ann", label: 0, bothBad: false, address: "home of ann" },
        { rater: "bob", label: 0.5, bothBad: true, address: "home of bob" },
      ],
    });
    expect(read({ ...judged, ballots: quick })).toBeNull();
    expect(read({ ...judged, ballots: slow })).toMatchObject({ label: 0.7, bothBad: 0.2 });
    expect(read({ ...judged, ballots: [] })).toMatchObject({ label: 0.7, bothBad: 0.2, ballots: [] });
  });

  test("is none when an answer or the prompt is longer than the model reads", () => {
    const long = Array.from({ length: 40 }, (_, i) => `extraordinarily${i}`).join(" ");
    expect(read(compared(written(long), byPolicy))).toBeNull();
    expect(read(compared(byPolicy, other, `What would the long-winded philosophers of ${long} say?`))).toBeNull();
  });
});

test("of a comparison from elsewhere that can't be learnt from, the reason is known", () => {
  const why = importedTokens(tokenizer, POCKET_SHAPE);
  const long = "word ".repeat(70);
  const turns = [{ role: "user", content: "Why?" }] as const;
  expect(why({ prompt: "Why?" }, long, "No.")).toBe("longAnswer");
  expect(why({ prompt: long }, "So.", "No.")).toBe("longPrompt");
  expect(why({ prompt: "Why?" }, "So.", " So. ")).toBe("same");
  expect(why({ prompt: "Why?", turns }, "So.", "No.")).toBe("turns");
  expect(why({ prompt: "Why?" }, "So. ", "No.")).toMatchObject({ prompt: tokenizer.encodePrompt("Why?") });
  const refusing = { ...tokenizer, readsTurns: true as const, encodePrompt: refuse, decode: () => "else" };
  expect(importedTokens(refusing, POCKET_SHAPE)({ prompt: "Why?", turns }, "So.", "No.")).toBe("template");
  expect(importedTokens({ ...tokenizer, decode: () => "else" }, POCKET_SHAPE)({ prompt: "Why?" }, "So.", "No.")).toBe(
    "spelling",
  );
});

function refuse(): never {
  throw new ConversationRefused("Roles must alternate");
}

const tiny = withTinyCycles();

test("a trainer says of each import how many it learns from, and why not from the others; an import after it too", async () => {
  const { learner, cycle } = await tiny.newCycle();
  await cycle.open();
  const imported = async (file: string, rows: readonly Preference[]) =>
    tiny.stores.datasets.add({
      ...{ arenaId: MAIN_ARENA, file, rows: rows.length + 1, leftOut: { equal: 1 }, random: Math.random },
      digest: createHash("sha256").update(file).digest(),
      pages: (async function* () {
        yield rows;
      })(),
    });
  const row = (prompt: string, chosen: string) => ({ prompt, chosen, rejected: "bone cone" });
  const { text } = tinyPrompts[0]!;
  const turns = [{ role: "user" as const, content: text }];
  await imported("first.jsonl", [
    row(text, " aone"),
    row(text, "words that nobody knows"),
    { ...row(text, "cone"), turns },
  ]);
  expect(await cycle.learn()).toBe(true);
  const told = { rows: 4, comparisons: 3, leftOut: { equal: 1 } };
  const first = { ...told, file: "first.jsonl", learnt: { comparisons: 1, unread: { spelling: 1, turns: 1 } } };
  expect(await tiny.stores.imports.list(MAIN_ARENA)).toMatchObject([first]);
  expect(await imported("first.jsonl", [row(text, "done")])).toBeNull();
  await imported("second.jsonl", [row(text, "done"), row(text, "eone"), row(text, "fone")]);
  await cycle.learn();
  expect(learner.comparisons).toBe(4);
  const second = { ...told, file: "second.jsonl", learnt: { comparisons: 3, unread: {} } };
  expect(await tiny.stores.imports.list(MAIN_ARENA)).toMatchObject([second, first]);
});

test("a trainer learns from what players wrote, and passes over what it can't read", async () => {
  const { learner, cycle } = await tiny.newCycle();
  await cycle.open();
  const play = async (text: string) => {
    const { round, players } = await newRound(tiny.stores, { players: 2 });
    const prompt = await tiny.stores.entries.drawPrompt({ arenaId: MAIN_ARENA, roundId: round.id, pack: null });
    expect(prompt).not.toBeNull();
    await tiny.stores.entries.write({ roundId: round.id, playerId: players[0]!.id, text });
    const [mine, machine] = await tiny.stores.entries.answers(round.id, 1);
    const showdown = { a: mine!.id, b: machine!.id };
    const pair = await tiny.stores.entries.pair({ roundId: round.id, pairs: [], showdown });
    await tiny.stores.votes.cast([newVote(pair!, round.id, players[1]!.id)]);
    await tiny.stores.rounds.close(round.id);
  };
  await play("words that nobody knows");
  expect(await cycle.learn()).toBe(false);
  expect(learner.comparisons).toBe(0);
  await play("aone bone cone done eone fone gone hone");
  expect(await cycle.learn()).toBe(true);
  expect(learner.comparisons).toBe(1);
  const again = await tiny.newCycle();
  await again.cycle.open();
  expect(again.learner.comparisons).toBe(1);
});
