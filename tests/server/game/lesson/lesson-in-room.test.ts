import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import type { ExhibitName } from "../../../../shared/protocol/lesson.ts";
import type { WrittenText } from "../../../../shared/round/lesson/written-texts.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { SMALL_EXHIBITS } from "../../../support/lesson-exhibits.ts";
import { fillPool, postSession, SLOW } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

let database: FreshDatabase;
let stores: Stores;
let web: KillableWeb;
beforeAll(async () => {
  database = await freshDatabase();
  stores = openStores(database.url);
  await fillPool(stores);
  web = await startKillableWeb(database.url);
});
afterAll(async () => {
  killLeftovers();
  await stores.close();
  await database.drop();
});

const LESSON = { ...SLOW, lessonStop: 1, rounds: 100 };
const lessonOf = (seat: Seat) => seat.view().lesson!;
const act = (host: Seat, name: string) => host.request("host", { command: "lesson", act: { act: name } });
const goTo = (host: Seat, place: string) => host.request("host", { command: "lesson", act: { act: "goTo", place } });

/** Does the trainer's part: makes what the session asked for. */
async function make(sessionId: string, ...names: readonly ExhibitName[]): Promise<void> {
  for (const name of names) {
    const asked = async () => (await stores.lesson.of(sessionId)).find(({ exhibit }) => exhibit === name);
    await expect.poll(asked).toBeDefined();
    await stores.lesson.finish((await asked())!.id, name, SMALL_EXHIBITS[name]);
  }
}

async function open(...nicknames: readonly string[]) {
  const session = await postSession(web.port, LESSON);
  const { id } = (await stores.sessions.byCode(session.code))!;
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const players: Seat[] = [];
  for (const nickname of nicknames) players.push(await takeSeat(web.port, session.code, { nickname }));
  return { session, id, host, players };
}

test("L2 L6 ballots, texts and votes of a lesson outlive a killed process, and the lesson goes on at its step", async () => {
  const { session, id, host, players } = await open("Ann", "Bob");
  const [ann, bob] = players as [Seat, Seat];
  expect(lessonOf(ann)).toMatchObject({ place: "welcome", screen: '{"name":"welcome"}' });
  await make(id, "reads", "imitates");

  await goTo(host, "imitates");
  await act(host, "next");
  await ann.until(({ lesson }) => lesson!.key === "demonstrate/0/0" && lesson!.screen !== "");
  const key = lessonOf(ann).key;
  expect(await ann.request("lesson", { key, text: "You are an idiot." })).toEqual({
    ok: false,
    error: "answer_refused",
  });
  expect(await ann.request("lesson", { key, text: "  Light  scatters. " })).toEqual({ ok: true });
  await host.until(({ lesson }) => lesson!.answered === 1);

  await goTo(host, "reads");
  await act(host, "next");
  await ann.until(({ lesson }) => lesson!.key === "nextWord/0/0" && lesson!.screen !== "");
  expect(JSON.stringify(ann.view())).not.toContain("right");
  for (const picks of [[1], [2]])
    expect(await ann.request("lesson", { key: "nextWord/0/0", picks })).toEqual({ ok: true });
  expect(await host.request("lesson", { key: "nextWord/0/0", picks: [0] })).toEqual({
    ok: false,
    error: "not_a_player",
  });
  expect(await bob.request("lesson", { key: "nextWord/0/0", picks: [9] })).toEqual({ ok: false, error: "bad_message" });

  await web.kill("SIGKILL");
  web = await startKillableWeb(database.url);
  const again = await takeSeat(web.port, session.code, { token: ann.welcome.token });
  expect(lessonOf(again)).toMatchObject({ place: "reads", key: "nextWord/0/0", closed: false });
  expect(again.welcome.own?.lesson).toEqual({ picks: [2] });
  const hostAgain = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const late = await takeSeat(web.port, session.code, { nickname: "Late" });
  await late.until(({ lesson }) => lesson!.screen !== "");
  expect(await late.request("lesson", { key: "nextWord/0/0", picks: [0] })).toEqual({ ok: true });
  // All who are here have answered; Bob hasn't come back.
  const { lesson } = await late.until((view) => view.lesson!.closed);
  expect(JSON.parse(lesson!.screen)).toMatchObject({ result: { counts: [1, 0, 1, 0], marks: ["right", "", "", ""] } });

  const written: (readonly WrittenText[])[] = [];
  hostAgain.room.onMessage("lessonWritten", ({ texts }: { texts: readonly WrittenText[] }) => written.push(texts));
  await goTo(hostAgain, "imitates");
  await act(hostAgain, "next");
  await expect.poll(() => written.at(-1)).toMatchObject([{ text: "Light scatters.", hidden: false }]);
  await hostAgain.request("host", {
    command: "lesson",
    act: { act: "hide", playerId: ann.welcome.playerId, hidden: true },
  });
  await act(hostAgain, "next");
  await act(hostAgain, "next");
  const shown = await late.until(({ lesson: now }) => now!.key === "demonstrated/0/0");
  expect(JSON.parse(shown.lesson!.screen)).toMatchObject({ texts: [], written: 1, read: 12_000 });
  await Promise.all([again, late, hostAgain].map((seat) => seat.leave()));
});

test("mini-rounds are real votes: they are learnt from, bet on, and end without a showdown; a game fits in between", async () => {
  const { id, host, players } = await open("Ann");
  const [ann] = players as [Seat];
  await goTo(host, "taste");
  await ann.until(({ phase }) => phase === "rapid");
  const dealt = await ann.request("deal", { count: 2 });
  const pairs = dealt.ok ? dealt.pairs : [];
  for (const pair of pairs)
    expect(await ann.request("vote", { pairId: pair.id, verdict: "a", decisionMs: 900 })).toMatchObject({ ok: true });
  await act(host, "next");
  const closed = await ann.until(
    ({ lesson, phase }) => lesson!.closed && phase === "lobby" && /of":2/.test(lesson!.screen),
  );
  expect(JSON.parse(closed.lesson!.screen)).toMatchObject({ taste: { rounds: [{ hits: { of: 2 } }] } });
  const areLearnt = async () => {
    const learnt = await stores.comparisons.after(MAIN_ARENA, 0, 100);
    return pairs.every(({ id: pairId }) => learnt.some((one) => one.pairId === pairId));
  };
  await expect.poll(areLearnt, { timeout: 15_000 }).toBe(true);

  await act(host, "game");
  await ann.until(({ phase, lesson }) => phase === "rapid" && lesson!.away);
  await host.request("host", { command: "skip" });
  await ann.until(({ phase }) => phase === "showdown");
  await act(host, "return");
  const back = await ann.until(({ phase, lesson }) => phase === "lobby" && !lesson!.away);
  expect(back.lesson).toMatchObject({ place: "taste", step: 0, closed: true });
  expect((await stores.lesson.of(id)).map(({ exhibit }) => exhibit)).toEqual(["reads", "imitates"]);
  await Promise.all([ann, host].map((seat) => seat.leave()));
});
