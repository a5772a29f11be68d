import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preferenceOf } from "../../../../server/datasets/dataset-forms.ts";
import { DROP_IN } from "../../../../server/game/round/drop-in.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import { newPair, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";
import { runData } from "../../../support/run-data.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

let temporary = { path: "", remove: () => {} };
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());
const inFolder = (name: string) => join(temporary.path, name);

const lines = (file: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const data = (...args: string[]) => runData(opened.url, args);

async function playedRound(verdicts: readonly Verdict[]) {
  const { stores } = opened;
  const played = await newRound(stores);
  await stores.pool.add(
    arenaId,
    verdicts.map(() => newPair()),
  );
  const playerId = played.players[0]!.id;
  const pairs = await stores.pool.dealToPlayer({ arenaId, roundId: played.round.id, playerId, count: verdicts.length });
  for (const [i, pair] of pairs.entries())
    await stores.votes.cast([newVote(pair, played.round.id, playerId, verdicts[i])]);
  return { ...played, pairs: pairs as readonly PairRecord[] };
}

test("preferences hold what was preferred; ties and both-bad pairs, repeats and hidden answers are left out", async () => {
  const { stores } = opened;
  const { round, session, players, pairs } = await playedRound(["a", "b", "tie", "bothBad", "a"]);
  const repeat = await stores.pool.dealRepeat({ roundId: round.id, playerId: players[0]!.id });
  await stores.votes.cast([newVote(repeat!, round.id, players[0]!.id, "a")]);
  await stores.rounds.close(round.id);
  await stores.reports.hide(session.id, pairs[4]!.a.id, true);
  const [first, second, , bad] = pairs as [PairRecord, PairRecord, PairRecord, PairRecord];
  const { prompt } = first;

  const file = inFolder("preferences.jsonl");
  expect(await data("export", "--out", file)).toMatchObject({ code: 0, stdout: expect.stringContaining("2 rows") });
  expect(lines(file)).toEqual([
    { prompt, chosen: first.a.text, rejected: first.b.text },
    { prompt, chosen: second.b.text, rejected: second.a.text },
  ]);

  await data("export", "--form", "unpaired", "--out", inFolder("unpaired.parquet"));
  const unpaired = readFileSync(inFolder("unpaired.parquet"));
  expect(await parquetReadObjects({ file: new Uint8Array(unpaired).buffer })).toEqual([
    { prompt, completion: first.a.text, label: true },
    { prompt, completion: first.b.text, label: false },
    { prompt, completion: second.b.text, label: true },
    { prompt, completion: second.a.text, label: false },
    { prompt, completion: bad.a.text, label: false },
    { prompt, completion: bad.b.text, label: false },
  ]);

  await data("export", "--form", "sft", "--out", inFolder("sft.jsonl"));
  expect(lines(inFolder("sft.jsonl"))).toEqual([
    { prompt, completion: first.a.text },
    { prompt, completion: second.b.text },
  ]);
});

test("battles have the columns of Chatbot Arena, and nothing that tells who judged", async () => {
  const { stores } = opened;
  const { round, players, pairs } = await playedRound(["a", "bothBad"]);
  await stores.rounds.close(round.id);
  const file = inFolder("battles.jsonl");
  await data("export", "--form", "battles", "--out", file);
  const battles = lines(file);
  const conversation = (content: string) => [
    { role: "user", content: pairs[0]!.prompt },
    { role: "assistant", content },
  ];
  expect(battles[0]).toEqual({
    question_id: pairs[0]!.id,
    ...{ model_a: "policy-0", model_b: "policy-0", winner: "model_a" },
    judge: expect.stringMatching(/^player-[0-9a-f]{16}$/),
    conversation_a: conversation(pairs[0]!.a.text),
    conversation_b: conversation(pairs[0]!.b.text),
    ...{ turn: 1, anony: true, language: "unknown", tstamp: expect.any(Number) },
  });
  expect(battles.map(({ winner }) => winner)).toEqual(["model_a", "tie (bothbad)"]);
  expect(battles[1].judge).toBe(battles[0].judge);
  const text = readFileSync(file, "utf8");
  for (const secret of [players[0]!.id, players[0]!.nickname]) expect(text).not.toContain(secret);
  await data("export", "--form", "battles", "--out", file);
  expect(lines(file)[0].judge).not.toBe(battles[0].judge);
});

test("of a public session nothing is exported that somebody concerned has not agreed to", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  const session = await stores.sessions.dropIn(DROP_IN);
  const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
  await stores.pool.add(arenaId, [newPair(), newPair(), newPair()]);
  const kept: { chosen: string; rejected: string }[] = [];
  for (const [nickname, consented] of [
    ["Ann", true],
    ["Ben", false],
    ["Cleo", true],
  ] as const) {
    const joined = await stores.players.join({ sessionId: session.id, nickname, avatar: 1, consented });
    if (typeof joined === "string") throw new Error("The nickname was meant to be new");
    const playerId = joined.player.id;
    const [pair] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 1 });
    await stores.votes.cast([newVote(pair!, round.id, playerId, "a")]);
    if (consented) kept.push({ chosen: pair!.a.text, rejected: pair!.b.text });
  }
  await stores.rounds.close(round.id);
  const found: { preferences: unknown[]; winners: number; votes: number } = { preferences: [], winners: 0, votes: 0 };
  await stores.datasets.read({ arenaId, sessionId: session.id }, async (source) => {
    for await (const page of source.comparisons()) found.preferences.push(...page.map(preferenceOf));
    for await (const page of source.winners()) found.winners += page.length;
    for await (const page of source.votes()) found.votes += page.length;
  });
  expect(found.preferences).toEqual(kept.map((pair) => expect.objectContaining(pair)));
  expect(found).toMatchObject({ winners: 2, votes: 2 });
});

test("an archive of one session holds every form, and a card that counts them", async () => {
  const { stores } = opened;
  const first = await playedRound(["a", "b", "tie"]);
  await stores.rounds.close(first.round.id);
  const other = await playedRound(["a"]);
  await stores.rounds.close(other.round.id);
  const file = inFolder("session.zip");
  const done = await data("export", "--out", file, "--session", first.session.code.toLowerCase());
  expect(done).toMatchObject({ code: 0, stderr: "" });
  const zip = readFileSync(file);
  expect(zip.subarray(0, 2).toString()).toBe("PK");
  for (const name of ["README.md", "preferences.parquet", "sft.jsonl", "battles.jsonl"])
    expect(zip.includes(name)).toBe(true);
  const card = await data("export", "--out", file, "--session", "ZZZZ");
  expect(card).toMatchObject({ code: 1, stderr: expect.stringContaining("no session ZZZZ") });
  expect(readFileSync(file).equals(zip)).toBe(true);
});

test.each(["jsonl", "parquet"])("%s: what is exported, imported and exported again is the same", async (type) => {
  const { stores } = opened;
  await newPolicy(stores);
  const rows = [
    { prompt: "Why?", chosen: " Because \u2028 =1+1 \u{1F98A}\r\n", rejected: "<b>no</b>" },
    { prompt: "Why?", chosen: "Never", rejected: 'Always, "quoted" \\ {NULL}' },
    { prompt: "x".repeat(40_000), chosen: "one", rejected: "two" },
  ];
  writeFileSync(inFolder("in.jsonl"), jsonl(rows));
  expect(await data("import", inFolder("in.jsonl"), "--arena", "1")).toMatchObject({ code: 0, stderr: "" });
  const out = inFolder(`out.${type}`);
  await data("export", "--out", out);
  // The same comparisons are known again, whatever file they come in.
  expect(await data("import", out, "--arena", "1")).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/has these comparisons already: in\.jsonl was imported on/) },
  });
  await data("export", "--out", inFolder("again.jsonl"));
  expect(lines(inFolder("again.jsonl"))).toEqual(rows);
  writeFileSync(inFolder("more.jsonl"), jsonl([rows[0], { prompt: "Why?", chosen: "So.", rejected: "No." }]));
  expect(await data("import", inFolder("more.jsonl"), "--arena", "1")).toMatchObject({ code: 0 });

  const comparisons = await stores.comparisons.after(arenaId, 0, 10);
  expect(comparisons.map(({ kind, votes, label }) => [kind, votes, Math.abs(label - 0.5)])).toEqual(
    Array(5).fill(["imported", 1, 0.5]),
  );
  expect(comparisons[0]!.promptId).toBe(comparisons[4]!.promptId);
  const { round, players } = await newRound(stores);
  expect(await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 4 })).toEqual(
    [],
  );
  expect(await stores.pool.dealShowdown({ arenaId, roundId: round.id })).toBeNull();
});

test("nothing of a file is imported when a late line is broken, and the line is named", async () => {
  await newPolicy(opened.stores);
  const file = inFolder("long.jsonl");
  const good = (i: number) => JSON.stringify({ prompt: `p${i % 50}`, chosen: `c${i}`, rejected: `r${i}` });
  const text = Array.from({ length: 70_010 }, (_, i) => (i === 69_999 ? '{"prompt": "p", "cho' : good(i)));
  writeFileSync(file, text.join("\n"));
  const done = await data("import", file, "--arena", "1");
  expect(done).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/Line 70000: .*not valid JSON/) });
  expect(done.stderr).toContain("Nothing was imported");
  const sql = postgres(opened.url, { max: 1 });
  const [counts] = await sql`
    select (select count(*)::int from comparisons) as comparisons, (select count(*)::int from prompts) as prompts,
      (select count(*)::int from sessions) as sessions`;
  await sql.end();
  expect(counts).toEqual({ comparisons: 0, prompts: 0, sessions: 0 });
});

test("equal answers stop an import at their line, or are left out when that is asked for", async () => {
  await newPolicy(opened.stores);
  const file = inFolder("equal.jsonl");
  writeFileSync(
    file,
    jsonl([
      { prompt: "p", chosen: "a", rejected: "b" },
      { prompt: "p", chosen: "a", rejected: "a" },
    ]),
  );
  const stopped = await data("import", file, "--arena", "1");
  expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining("Line 2: chosen and rejected are equal") });
  expect(await opened.stores.comparisons.after(arenaId, 0, 10)).toEqual([]);
  const skipped = await data("import", file, "--arena", "1", "--skip-unusable");
  expect(skipped).toMatchObject({ code: 0, stdout: expect.stringContaining("1 comparisons in arena 1; 1 left out") });
  expect(await opened.stores.comparisons.after(arenaId, 0, 10)).toHaveLength(1);
  expect(await opened.stores.imports.list(arenaId)).toEqual([
    ...[{ file: "equal.jsonl", rows: 2, comparisons: 1, leftOut: { equal: 1 }, learnt: null, at: expect.any(Date) }],
  ]);
});

test("a dry run says what would be learnt from and why not the rest, and stores nothing", async () => {
  await newPolicy(opened.stores);
  const file = inFolder("rows.csv");
  const long = "word ".repeat(200);
  writeFileSync(file, `prompt,chosen,rejected\nWhy?,So.,No.\n${long},a,b\nWhy?,${long},b\nWhy?,a,a \n`);
  const { code, stdout, stderr } = await data("import", file, "--arena", "1", "--dry-run");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining("Row 5: chosen and rejected are equal"),
  });
  for (const told of [
    "4 rows, 3 comparisons.",
    "1 have two equal answers",
    "can learn from 1 of the 3",
    "1 have a prompt of more than 16 tokens",
    "1 have an answer of more than 63 tokens",
    "Nothing was imported (--dry-run)",
  ])
    expect(stdout).toContain(told);
  expect(await opened.stores.imports.list(arenaId)).toEqual([]);
  expect(await opened.stores.comparisons.after(arenaId, 0, 10)).toEqual([]);
});

test("conversations keep their turns, and their transcript is another prompt than the same text without turns", async () => {
  await newPolicy(opened.stores);
  const turns = [
    { role: "user", content: "Why?" },
    { role: "assistant", content: "What?" },
    { role: "user", content: "This." },
  ];
  const transcript = "\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: This.\n\nAssistant:";
  const sides = (text: string) => ({
    chosen: [{ role: "assistant", content: text }],
    rejected: [{ role: "assistant", content: "No." }],
  });
  writeFileSync(
    inFolder("turns.jsonl"),
    jsonl([
      { prompt: turns, ...sides("So.") },
      { prompt: turns, ...sides("Then.") },
    ]),
  );
  expect(await data("import", inFolder("turns.jsonl"), "--arena", "1")).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining("2 are conversations of several turns") },
  });
  const [first, second] = await opened.stores.comparisons.after(arenaId, 0, 10);
  expect(first).toMatchObject({ prompt: transcript, turns, promptId: second!.promptId });
});

test("an arena without a model, and one that isn't named, take nothing", async () => {
  const file = inFolder("one.jsonl");
  writeFileSync(file, jsonl([{ prompt: "p", chosen: "a", rejected: "b" }]));
  expect(await data("import", file, "--arena", "7")).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("Arena 7 has no model yet") },
  });
  expect(await data("import", file)).toMatchObject({ code: 1, stderr: expect.stringContaining("--arena") });
});

test("prompts of a CSV become a pack", async () => {
  const file = inFolder("ours.csv");
  writeFileSync(file, 'id,prompt\n1,"Why, then?"\n2,How?\n');
  const done = await data("import", file, "--arena", "1");
  const id = /pack (\S+)/.exec(done.stdout)?.[1] ?? "";
  expect(await opened.stores.promptPacks.byId(id)).toEqual({ id, name: "ours", prompts: ["Why, then?", "How?"] });
});
