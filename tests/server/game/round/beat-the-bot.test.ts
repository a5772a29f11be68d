import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ServerMessages } from "../../../../shared/protocol/messages.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function writing(names: readonly string[], settings = {}) {
  const session = await web.createSession({ ...SLOW, mode: "bot", rounds: 1, writingMs: 300_000, ...settings });
  const host = await web.host(session);
  const players = await Promise.all(names.map((name) => web.player(session.code, name)));
  await host.request("host", { command: "start" });
  const { task } = await host.until((view) => view.phase === "writing");
  return { session, host, players, task };
}

/** Judges whatever this player is dealt: players' answers are better than the machine's. */
async function preferPlayers(seat: Seat, isWritten: (text: string) => boolean): Promise<number> {
  const dealt = await seat.request("deal", { count: 8 });
  if (!dealt.ok) throw new Error(dealt.error);
  const met = dealt.pairs.filter(({ a, b }) => isWritten(a) || isWritten(b));
  for (const { id, a } of met) {
    const verdict = isWritten(a) ? "a" : "b";
    expect(await seat.request("vote", { pairId: id, verdict, decisionMs: 5 })).toEqual({ ok: true, duplicate: false });
  }
  return met.length;
}

test("B1-B4 players write, judge blind, and see who wrote what", async () => {
  const { host, players, task } = await writing(["Ada", "Grace", "Joan"]);
  const [ada, grace, joan] = players as [Seat, Seat, Seat];
  expect(task).toMatchObject({ prompt: "Why is the sky blue?", maxWords: 40 });
  const texts = new Map([
    [ada, "Ada says: <script>alert(1)</script> scattered light."],
    [grace, "Grace says: blue paint!"],
  ]);
  for (const [seat, text] of texts)
    expect(await seat.request("write", { text })).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("write", { text: "Something else." })).toEqual({ ok: true, duplicate: true });
  const waiting = await joan.until((view) => view.lockedIn === 2);
  expect(JSON.stringify(waiting)).not.toMatch(/says/);
  expect(await joan.request("write", { text: "Joan says: the sea." })).toEqual({ ok: true, duplicate: false });

  await joan.until((view) => view.phase === "rapid");
  const isWritten = (text: string) => text.includes(" says: ");
  for (const seat of players) expect(await preferPlayers(seat, isWritten)).toBeGreaterThan(2);
  expect(JSON.stringify(joan.view())).not.toMatch(/ says: |writer/);
  const own = await ada.request("deal", { count: 8 });
  if (own.ok) for (const pair of own.pairs) expect([pair.a, pair.b]).not.toContain(texts.get(ada));

  await host.request("host", { command: "skip" });
  const { showdown } = await ada.until((view) => view.phase === "showdown");
  expect([showdown?.a, showdown?.b].filter((text) => isWritten(text ?? ""))).toHaveLength(1);
  const verdict = isWritten(showdown?.a ?? "") ? "a" : "b";
  const replies = await Promise.all(
    players.map((seat) => seat.request("vote", { pairId: showdown?.id, verdict, decisionMs: 5 })),
  );
  expect(replies.filter((reply) => !reply.ok && reply.error === "own_answer")).toHaveLength(1);
  for (const seat of players) {
    expect(await seat.request("predict", { share: 0.5 })).toMatchObject({ ok: true });
    expect(await seat.request("lock", {})).toMatchObject({ ok: true });
  }

  const { reveal, entries } = await joan.until((view) => view.phase === "reveal" && view.entries.length > 0);
  expect([reveal?.writerA, reveal?.writerB].filter((name) => name !== "")).toHaveLength(1);
  expect(reveal?.votes[verdict]).toBe(2);
  const written = [...entries].filter(({ writer }) => writer !== "");
  expect(written.map(({ writer, version, share, won }) => ({ writer, version, share, won }))).toEqual(
    expect.arrayContaining(["Ada", "Grace", "Joan"].map((writer) => ({ writer, version: -1, share: 1, won: true }))),
  );
  expect(joan.view().players[joan.welcome.playerId]).toMatchObject({ wins: 1 });
  expect(await web.stores.demonstrations.list(MAIN_ARENA)).toHaveLength(3);
  const comparisons = await web.stores.comparisons.after(MAIN_ARENA, 0, 100);
  expect(comparisons.some(({ kind, a, b }) => kind === "bot" && [a, b].some((side) => side.policyVersion === -1))).toBe(
    true,
  );
  await Promise.all([host, ...players].map((seat) => seat.leave()));
});

test("what can't be shown to everyone is refused, and the writer may try again", async () => {
  const { host, players } = await writing(["Ada"]);
  const [ada] = players as [Seat];
  const write = (text: string) => ada.request("write", { text });
  expect(await write(" \u200b \n ")).toEqual({ ok: false, error: "answer_empty" });
  expect(await write("word ".repeat(41))).toEqual({ ok: false, error: "answer_too_long" });
  expect(await write("x".repeat(401))).toEqual({ ok: false, error: "answer_too_long" });
  expect(await write("x".repeat(10_000))).toEqual({ ok: false, error: "answer_too_long" });
  expect(await write("You are an idiot.")).toEqual({ ok: false, error: "answer_refused" });
  expect(await ada.request("write", { text: 5 })).toEqual({ ok: false, error: "bad_message" });
  expect(await write("Light\u202e scatters,  \n says 天空 🦊.")).toEqual({ ok: true, duplicate: false });
  const answers = await web.stores.entries.answers(ada.view().showdown?.id ?? (await lastRound()), 0);
  expect(answers.map(({ text }) => text)).toEqual(["Light scatters, says 天空 🦊."]);
  await Promise.all([host.leave(), ada.leave()]);

  async function lastRound(): Promise<string> {
    const [session] = await web.stores.sessions.recent(1);
    return (await web.stores.rounds.last(session?.id ?? ""))?.id ?? "";
  }
});

test("B3 when nobody writes, the round ends with its intermission", async () => {
  const { host, players } = await writing(["Ada"]);
  await host.request("host", { command: "skip" });
  await host.until((view) => view.phase === "intermission");
  await Promise.all([host, ...players].map((seat) => seat.leave()));
});

test("X3 a reloaded page knows what its player wrote", async () => {
  const { session, host, players } = await writing(["Ada", "Grace"]);
  const [ada, grace] = players as [Seat, Seat];
  await ada.request("write", { text: "Because of the light." });
  await ada.leave();
  const back = await takeSeat(web.port, session.code, { token: ada.welcome.token });
  expect(back.welcome.own).toMatchObject({ answer: "Because of the light." });
  await Promise.all([host, back, grace].map((seat) => seat.leave()));
});

test("with the host's own prompts players meet each other", async () => {
  const pack = await web.stores.promptPacks.add({ name: "Ours", prompts: ["What is for lunch?"] });
  const { host, players, task } = await writing(["Ada", "Grace", "Joan"], { packId: pack.id });
  expect(task?.prompt).toBe("What is for lunch?");
  for (const [i, seat] of players.entries()) await seat.request("write", { text: `Dish number ${i}` });
  const [ada] = players as [Seat];
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 8 });
  expect(dealt.ok && dealt.pairs.every(({ a, b }) => `${a}${b}`.match(/Dish number [12]/g)?.length === 2)).toBe(true);
  await host.request("host", { command: "skip" });
  const { showdown } = await ada.until((view) => view.phase === "showdown");
  expect(showdown?.prompt).toBe("What is for lunch?");
  await Promise.all([host, ...players].map((seat) => seat.leave()));
});

test("B5 with approval nothing that was written is shown before the host has let it through", async () => {
  const { host, players } = await writing(["Ada", "Grace"], { approval: true });
  const heard: ServerMessages["written"]["answers"][] = [];
  host.room.onMessage("written", ({ answers }: ServerMessages["written"]) => heard.push(answers));
  for (const [i, seat] of players.entries()) await seat.request("write", { text: `Answer ${i} says: blue.` });
  const waiting = await host.until((view) => view.approving);
  expect(waiting.phase).toBe("dealing");
  await expect.poll(() => heard.at(-1)?.map(({ approved }) => approved)).toEqual([null, null]);
  const [first, second] = heard.at(-1)!;
  const decide = (seat: Seat, answerId: string, approved: boolean) =>
    seat.request("host", { command: "approve", answerId, approved });
  expect(await decide(players[0]!, first!.answerId, true)).toEqual({ ok: false, error: "host_only" });
  expect(await decide(host, "no answer", true)).toEqual({ ok: false, error: "unknown_pair" });
  expect(await decide(host, first!.answerId, true)).toEqual({ ok: true });
  expect(host.view().approving).toBe(true);
  expect(await decide(host, second!.answerId, false)).toEqual({ ok: true });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  expect([showdown?.a, showdown?.b].filter((text) => text?.includes("says:"))).toEqual([first!.text]);
  expect(await decide(host, second!.answerId, true)).toEqual({ ok: false, error: "wrong_phase" });
});
