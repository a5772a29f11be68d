import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ServerMessages } from "../../../../shared/protocol/messages.ts";
import type { CreateSession } from "../../../../shared/protocol/sessions.ts";
import type { RoomView } from "../../../../shared/round/view.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";
import { watchGame } from "../../../support/viewer.ts";

/** Whole games of each mode: what a spectator, a player, a host and a viewer without a seat are sent is kept, all of it, and looked through for what they may not know yet. */
const web = withWeb();

type View = ReturnType<Seat["view"]>;
/** What nothing but a reveal may hold. */
const SECRET = /"(version[AB]|writer[AB]|reward\w*|machinePick|share|firsts|place|verdict)":/;
const NAMES = ["Ada", "Grace", "Joan", "Eve", "Mary"];

/** Under which ids and words answers were seen, by round; rounds of all games together. */
const answers = new Map<string, Map<string, string>>();
async function game(settings: CreateSession) {
  const session = await web.createSession({ ...SLOW, writingMs: 300_000, ...settings });
  const host = await web.host(session);
  const players = await Promise.all(NAMES.map((name) => web.player(session.code, name)));
  const spectator = await takeSeat(web.port, session.code, { spectate: true });
  const viewer = watchGame(web.port, session.code);
  await viewer.until(() => true);
  const states = [...[spectator, players[0]!, host].map(recorded), viewer.views.map(plain)];
  viewer.socket.on("game", () => states.at(-1)!.push(plain(viewer.views.at(-1)!)));
  const told = new Map(players.map((seat) => [seat, [] as ServerMessages["own"][]]));
  for (const [seat, heard] of told) seat.room.onMessage("own", (own: ServerMessages["own"]) => heard.push(own));
  const reports: ServerMessages["reports"]["answers"][] = [];
  host.room.onMessage("reports", ({ answers: reported }: ServerMessages["reports"]) => reports.push(reported));
  const filed = (path: string) =>
    fetch(`http://127.0.0.1:${web.port}/api/sessions/${session.code}/${path}`, {
      headers: { authorization: `Bearer ${session.hostToken}` },
    }).then((response) => response.text());
  const files = async () =>
    (await Promise.all(["results", "results/votes.csv", "results/players.csv", "data/battles.jsonl"].map(filed))).join(
      "\n",
    );
  const leave = () => {
    viewer.socket.disconnect();
    return Promise.all([host, spectator, ...players].map((seat) => seat.leave()));
  };
  return { session, host, players, spectator, states, told, reports, files, leave };
}
type Game = Awaited<ReturnType<typeof game>>;

/** What was sent to who watches without a seat, as a seat would have it. */
const plain = (view: RoomView): View => ({ ...view, players: Object.fromEntries(view.players) });

function recorded(seat: Seat): View[] {
  const states: View[] = [seat.view()];
  seat.room.onStateChange(() => states.push(seat.view()));
  return states;
}

function see(round: string, shown: readonly { readonly id: string; readonly text: string }[]): void {
  const seen = answers.get(round) ?? new Map<string, string>();
  for (const { id, text } of shown) seen.set(id, text);
  answers.set(round, seen);
}

/** Everybody judges what they are dealt. */
async function rapid({ host, players, session }: Game, round: number): Promise<void> {
  await host.until((view) => view.phase === "rapid" && view.round === round);
  for (const seat of players) {
    const dealt = await seat.request("deal", { count: 8 });
    for (const { id, a, b, answerA, answerB } of dealt.ok ? dealt.pairs : []) {
      see(`${session.code} ${round}`, [
        { id: answerA, text: a },
        { id: answerB, text: b },
      ]);
      await seat.request("vote", { pairId: id, verdict: "a", decisionMs: 5 });
    }
  }
  await host.request("host", { command: "skip" });
}

/** Everybody who may judges the pair, one reports an answer of it, and all but the last predict; returns who wrote it. */
async function showdown(played: Game, round: number): Promise<readonly Seat[]> {
  const { players, session, reports, spectator, files } = played;
  const { showdown: pair } = await spectator.until((view) => view.phase === "showdown" && view.round === round);
  see(`${session.code} ${round}`, [
    { id: pair!.answerA, text: pair!.a },
    { id: pair!.answerB, text: pair!.b },
  ]);
  const writers: Seat[] = [];
  for (const seat of players) {
    const reply = await seat.request("vote", { pairId: pair?.id, verdict: "a", decisionMs: 5 });
    if (!reply.ok) {
      expect(reply.error).toBe("own_answer");
      writers.push(seat);
    }
  }
  await spectator.until((view) => view.lockedIn === 0);
  for (const [i, seat] of players.slice(0, -1).entries()) {
    await seat.request("predict", { share: 0.5 });
    await seat.request("lock", {});
    await spectator.until((view) => view.lockedIn === i + 1);
  }
  const reporter = players.find((seat) => !writers.includes(seat))!;
  for (const answerId of [pair!.answerA, pair!.answerB])
    expect(await reporter.request("report", { answerId })).toMatchObject({ ok: true });
  await expect.poll(() => reports.at(-1)?.length).toBeGreaterThanOrEqual(2);
  const onList = () => reports.at(-1)!.filter(({ answerId }) => [pair!.answerA, pair!.answerB].includes(answerId));
  expect(onList().map(({ writer }) => writer)).toEqual(["", ""]);
  const known = await files();
  expect(JSON.parse(known.split("\n")[0]!)).toMatchObject({ openRounds: 1 });
  const written = [pair!.a, pair!.b].filter((text) => /\bwords\b/i.test(text));
  expect(written).toHaveLength(writers.length);
  for (const text of written) expect(known).not.toContain(text);

  await players.at(-1)!.request("predict", { share: 0.5 });
  await players.at(-1)!.request("lock", {});
  const { reveal } = await spectator.until((view) => view.phase === "reveal" && view.round === round);
  const named = [reveal!.writerA, reveal!.writerB].filter((name) => name !== "").sort();
  expect(named).toEqual(writers.map((seat) => seat.view().players[seat.welcome.playerId]!.nickname).sort());
  await expect
    .poll(() =>
      onList()
        .flatMap(({ writer }) => writer || [])
        .sort(),
    )
    .toEqual(named);
  return writers;
}

/** Skips what is left of the round. */
async function rest({ host }: Game): Promise<void> {
  for (const next of ["intermission", "next"]) {
    await host.request("host", { command: "skip" });
    if (next === "intermission") await host.until((view) => view.phase === "intermission");
  }
}

/** Nothing that any of them was sent before a reveal tells an author, or one player from another. */
function holdsNoSecret({ states }: Game): void {
  for (const seen of states) {
    expect(seen.length).toBeGreaterThan(3);
    const before = new Map<string, number>();
    for (const view of seen) {
      if (view.phase === "reveal") continue;
      expect(JSON.stringify({ ...view, learning: undefined })).not.toMatch(SECRET);
      if (!["writing", "showdown", "ranking"].includes(view.phase)) continue;
      for (const player of Object.values(view.players)) {
        if (view.mode !== "bot") continue; // nobody here wrote anything
        const key = `${view.round} ${view.phase} ${player.id}`;
        expect([player.judged, player.locked]).toEqual([before.get(key) ?? player.judged, false]);
        before.set(key, player.judged);
      }
    }
  }
}

test("a duel: authors and answers' names of earlier rounds are known to nobody", async () => {
  const played = await game({ rounds: 3 });
  await played.host.request("host", { command: "start" });
  for (const round of [1, 2, 3]) {
    await rapid(played, round);
    expect(await showdown(played, round)).toEqual([]);
    await rest(played);
  }
  holdsNoSecret(played);
  await played.leave();
});

test("beat the bot: writers are told that an answer is theirs, by who they are and not by their words, and nobody else is", async () => {
  const played = await game({ mode: "bot", rounds: 3 });
  const { host, players, told, spectator } = played;
  await host.request("host", { command: "start" });
  for (const round of [1, 2, 3]) {
    await host.until((view) => view.phase === "writing" && view.round === round);
    for (const [i, seat] of players.entries()) {
      const text = round === 2 ? "The same words." : `Words of number ${i} in round ${round}.`;
      expect(await seat.request("write", { text })).toMatchObject({ ok: true });
      if (i < players.length - 1) await spectator.until((view) => view.lockedIn === i + 1);
    }
    await rapid(played, round);
    const writers = await showdown(played, round);
    expect(writers).toHaveLength(1);
    for (const [seat, heard] of told) {
      expect(heard.map(({ writer, verdict, share }) => ({ writer, verdict, share }))).toEqual(
        writers.includes(seat) ? [{ writer: true, verdict: null, share: null }] : [],
      );
      heard.length = 0;
    }
    await rest(played);
  }
  holdsNoSecret(played);
  await played.leave();
});

test("a podium: what is ranked and picked by the names of this round is stored as what it is", async () => {
  for (let games = 0; games < 2; games++) {
    const played = await game({ mode: "podium", rounds: 1 });
    const { host, players, spectator, session } = played;
    await host.request("host", { command: "start" });
    await rapid(played, 1);
    const { podium } = await spectator.until((view) => view.phase === "ranking");
    see(`${session.code} 1`, [...podium!.answers]);
    const ranking = podium!.answers.map(({ id }) => id);
    for (const [i, seat] of players.entries()) {
      expect(await seat.request("rank", { podiumId: podium!.id, ranking, decisionMs: 5 })).toMatchObject({ ok: true });
      if (i === 0) {
        const again = await takeSeat(web.port, session.code, { token: seat.welcome.token });
        expect(again.welcome.own).toMatchObject({ ranking, pick: null });
        players[0] = again;
      }
      expect(await players[i]!.request("pick", { answerId: ranking[1] })).toMatchObject({ ok: true });
      expect(await players[i]!.request("lock", {})).toMatchObject({ ok: true });
    }
    const { podiumReveal } = await spectator.until((view) => view.phase === "reveal");
    expect(podiumReveal!.answers.map(({ firsts }) => firsts)).toEqual([5, 0, 0, 0]);
    await expect.poll(() => players.map(({ points }) => points.at(-1)?.pick)).toEqual(Array(5).fill(ranking[1]));
    holdsNoSecret(played);
    await played.leave();
    await web.stores.sessions.finish((await web.stores.sessions.byCode(session.code))!.id);
  }
});

test("no id of an answer is seen in two rounds, though answers are", () => {
  const rounds = [...answers.values()];
  const ids = rounds.flatMap((seen) => [...seen.keys()]);
  expect(new Set(ids).size).toBe(ids.length);
  const texts = rounds.flatMap((seen) => [...new Set(seen.values())]);
  expect(new Set(texts).size).toBeLessThan(texts.length);
});

test("the board of players counts votes of rounds that are over, so that it tells nobody who has none to give", async () => {
  const played = await game({ mode: "bot", rounds: 1 });
  const { host, players } = played;
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "writing");
  for (const [i, seat] of players.entries()) await seat.request("write", { text: `Other words of number ${i}.` });
  const votesOf = async () =>
    new Map(
      (await web.stores.leaderboard.players(MAIN_ARENA, null, 100)).map(({ nickname, votes }) => [nickname, votes]),
    );
  const before = await votesOf();
  await rapid(played, 1);
  const { showdown: pair } = await host.until((view) => view.phase === "showdown");
  for (const seat of players) await seat.request("vote", { pairId: pair?.id, verdict: "a", decisionMs: 5 });
  expect(await votesOf()).toEqual(before);
  await host.request("host", { command: "skip" });
  await expect.poll(votesOf).not.toEqual(before);
  await played.leave();
});
