import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function play(names: readonly string[]): Promise<{ code: string; host: Seat; players: Seat[] }> {
  const session = await web.createSession();
  const host = await web.host(session);
  const players = await Promise.all(names.map((name) => web.player(session.code, name)));
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  return { code: session.code, host, players };
}

async function dealOne(player: Seat | undefined): Promise<string> {
  const dealt = await player?.request("deal", { count: 1 });
  return dealt?.ok ? (dealt.pairs[0]?.id ?? "") : "";
}

const vote = (pairId: string, verdict = "a") => ({ pairId, verdict, decisionMs: 10 });

test("a vote outside of its phase is refused", async () => {
  const { host, players } = await play(["Ada", "Grace"]);
  const pairId = await dealOne(players[0]);
  expect(await players[0]?.request("predict", { share: 0.5 })).toEqual({ ok: false, error: "wrong_phase" });
  await host.request("host", { command: "skip" });
  expect(await players[0]?.request("vote", vote(pairId))).toEqual({ ok: false, error: "not_open" });
  await host.request("host", { command: "skip" });
  expect(await players[0]?.request("vote", vote(pairId))).toEqual({ ok: false, error: "unknown_pair" });
  expect(await players[0]?.request("lock", {})).toEqual({ ok: false, error: "incomplete" });
  await host.request("host", { command: "skip" });
  expect(await players[0]?.request("vote", vote(pairId))).toEqual({ ok: false, error: "wrong_phase" });
  expect(await web.stores.votes.ofPair(pairId)).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
});

test("a second vote is a duplicate and changes nothing, also when both are sent at once", async () => {
  const { host, players } = await play(["Ada", "Grace"]);
  const pairId = await dealOne(players[0]);
  const both = await Promise.all(["a", "b"].map((verdict) => players[0]?.request("vote", vote(pairId, verdict))));
  expect(both).toEqual([
    { ok: true, duplicate: false },
    { ok: true, duplicate: true },
  ]);
  expect(await web.stores.votes.ofPair(pairId)).toMatchObject({ a: 1, b: 0 });

  await host.request("host", { command: "skip" });
  const showdown = (await host.until((view) => view.phase === "showdown")).showdown?.id ?? "";
  const flood = await Promise.all(Array.from({ length: 5 }, () => players[1]?.request("vote", vote(showdown))));
  expect(flood.filter((reply) => reply?.ok && !reply.duplicate)).toHaveLength(1);
  expect(await web.stores.votes.ofPair(showdown)).toMatchObject({ a: 1 });
  const judged = await host.until((view) => view.players[players[1]?.welcome.playerId ?? ""]?.judged === 1);
  expect(judged.phase).toBe("showdown");
});

test("a pair that isn't the player's own is unknown", async () => {
  const { players } = await play(["Ada", "Grace"]);
  const pairId = await dealOne(players[0]);
  for (const id of [pairId, "no-uuid", "00000000-0000-4000-8000-000000000000", ""]) {
    expect(await players[1]?.request("vote", vote(id))).toEqual({ ok: false, error: "unknown_pair" });
  }
});

test("hosts, spectators and strangers don't vote", async () => {
  const { code, host, players } = await play(["Ada"]);
  const pairId = await dealOne(players[0]);
  const spectator = await takeSeat(web.port, code, { spectate: true });
  const elsewhere = await play(["Eve"]);
  for (const seat of [host, spectator]) {
    expect(await seat.request("vote", vote(pairId))).toEqual({ ok: false, error: "not_a_player" });
    expect(await seat.request("deal", { count: 1 })).toEqual({ ok: false, error: "not_a_player" });
  }
  expect(await elsewhere.players[0]?.request("vote", vote(pairId))).toEqual({ ok: false, error: "unknown_pair" });
});

test("payloads that aren't the protocol's are answered bad_message", async () => {
  const { players, host } = await play(["Ada"]);
  for (const payload of [undefined, null, 7, "a", [], {}, vote("x", "c"), { ...vote("x"), decisionMs: -1 }]) {
    expect(await players[0]?.request("vote", payload)).toEqual({ ok: false, error: "bad_message" });
  }
  expect(await players[0]?.request("predict", { share: 1.01 })).toEqual({ ok: false, error: "bad_message" });
  expect(await players[0]?.request("predict", { share: Number.NaN })).toEqual({ ok: false, error: "bad_message" });
  expect(await players[0]?.request("deal", { count: 1_000 })).toEqual({ ok: false, error: "bad_message" });
  expect(await host.request("host", { command: "shutdown" })).toEqual({ ok: false, error: "bad_message" });
});

test("authors, split and ballots are nowhere in the state before the reveal", async () => {
  const { host, players } = await play(["Ada", "Grace"]);
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  await players[0]?.request("vote", vote(showdown?.id ?? "", "bothBad"));
  await players[0]?.request("predict", { share: 0.123456 });
  await players[0]?.request("lock", {});
  const id = players[0]?.welcome.playerId ?? "";
  for (const seat of [host, ...players]) {
    const view = await seat.until((seen) => seen.players[id]?.locked === true);
    expect(Object.keys(view.showdown ?? {}).sort()).toEqual(["a", "answerA", "answerB", "b", "id", "prompt"]);
    expect(view.reveal).toBeUndefined();
    const { verdicts, ...others } = view;
    expect(verdicts).toBe(1); // how many, and not which
    expect(JSON.stringify(others)).not.toMatch(/bothBad|0\.123456|versionA|verdict/);
  }
  await host.request("host", { command: "skip" });
  const { reveal } = await host.until((view) => view.phase === "reveal");
  expect(reveal).toMatchObject({ votes: { bothBad: 1 }, share: 0.5 });
});

test("what a player puts in last counts, in the order in which it was sent, until they lock in", async () => {
  const { host, players } = await play(["Ada", "Grace"]);
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  const [ada] = players;
  const pairId = showdown?.id ?? "";
  const changes = ["a", "b", "b", "cantJudge", "tie"].map((verdict) => ada?.request("vote", vote(pairId, verdict)));
  const guesses = [0.9, 0.1].map((share) => ada?.request("predict", { share }));
  const locked = ada?.request("lock", {});
  const late = [ada?.request("vote", vote(pairId, "a")), ada?.request("predict", { share: 1 })];
  expect(await Promise.all(changes)).toEqual(
    [false, false, true, false, false].map((duplicate) => ({ ok: true, duplicate })),
  );
  expect(await Promise.all([...guesses, locked])).toEqual(Array(3).fill({ ok: true, duplicate: false }));
  expect(await Promise.all(late)).toEqual(Array(2).fill({ ok: false, error: "locked_in" }));
  expect(await web.stores.votes.ofPair(pairId)).toEqual({ a: 0, b: 0, tie: 1, bothBad: 0 });
});

test("votes that arrive while a beat is being closed are either counted or refused", async () => {
  const { host, players } = await play(["Ada", "Grace", "Joan", "Edsger"]);
  const bundles = await Promise.all(players.map((player) => player.request("deal", { count: 8 })));
  const before = (await web.stores.comparisons.after(MAIN_ARENA, 0, 10_000)).length;
  const votes = bundles.flatMap((bundle, index) =>
    bundle.ok ? bundle.pairs.map((pair) => players[index]?.request("vote", vote(pair.id))) : [],
  );
  const ended = host.request("host", { command: "end" });
  const replies = await Promise.all(votes);
  await ended;
  const accepted = replies.filter((reply) => reply?.ok).length;
  const final = await host.until((view) => view.phase === "finished" && view.learning.votes === accepted);
  expect(Object.values(final.players).reduce((sum, player) => sum + player.judged, 0)).toBe(accepted);
  expect(await web.stores.comparisons.after(MAIN_ARENA, 0, 10_000)).toHaveLength(before + accepted);
});
