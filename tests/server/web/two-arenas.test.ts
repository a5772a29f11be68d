import { io, type Socket } from "socket.io-client";
import { afterEach, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { ArenaCreated } from "../../../shared/protocol/arenas.ts";
import type { LabEvents } from "../../../shared/protocol/lab.ts";
import type { BoardEvents } from "../../../shared/protocol/watch/board-events.ts";
import { newPair } from "../../support/open-arena.ts";
import { SLOW, withWeb } from "../../support/running-web.ts";

const web = withWeb();
const at = (path: string) => `http://127.0.0.1:${web.port}${path}`;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
beforeAll(() => web.stores.pool.add(MAIN_ARENA, [newPair(), newPair(), newPair({ kind: "showdown" })]));

function send(method: string, path: string, body: object, key?: string): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return fetch(at(path), { method, headers, body: JSON.stringify(body) });
}

async function makeArena(title: string): Promise<ArenaCreated> {
  const answer = await send("POST", "/api/arenas", { title });
  expect(answer.status).toBe(201);
  return (await answer.json()) as ArenaCreated;
}

async function refusal(answer: Response): Promise<[number, string]> {
  const { error } = (await answer.json()) as { error: string };
  return [answer.status, error];
}

/** A player of a game in an arena, who judges one rapid pair; the round is then closed. */
async function play(nickname: string, arena?: ArenaCreated) {
  const session = await web.createSession({
    ...SLOW,
    ...(arena === undefined ? {} : { arena: { name: arena.name, key: arena.key } }),
  });
  const [player, host] = [await web.player(session.code, nickname), await web.host(session)];
  await host.request("host", { command: "start" });
  await player.until((view) => view.phase === "rapid");
  const dealt = await player.request("deal", { count: 1 });
  if (!dealt.ok) throw new Error(dealt.error);
  await player.request("vote", { pairId: dealt.pairs[0]!.id, verdict: "a", decisionMs: 900 });
  await host.request("host", { command: "end" });
  await player.until((view) => view.phase === "finished");
  return player;
}

/** What a viewer of an arena's boards is sent. */
function watch(arena: string | undefined) {
  const auth = arena === undefined ? {} : { arena };
  const boards: Socket<BoardEvents> = io(at("/boards"), { auth, transports: ["websocket"], forceNew: true });
  const lab: Socket<LabEvents> = io(at("/lab"), { auth, transports: ["websocket"], forceNew: true });
  sockets.push(boards as unknown as Socket, lab as unknown as Socket);
  const seen = { players: [] as string[], versions: 0, votes: -1, trainer: "", steps: [] as number[] };
  boards.on("players", ({ period, players }) => {
    if (period === "all") seen.players = players.map(({ nickname }) => nickname);
  });
  boards.on("versions", ({ rows }) => {
    seen.versions = rows.length;
  });
  lab.on("evidence", ({ votes }) => {
    seen.votes = votes.total;
  });
  lab.on("training", ({ trainer, steps }) => {
    seen.trainer = trainer;
    seen.steps = steps.map(({ policyVersion }) => policyVersion);
  });
  lab.on("trainingSteps", (steps) => seen.steps.push(...steps.map(({ policyVersion }) => policyVersion)));
  return seen;
}

test("games of two arenas are played at once, and neither's boards and lab show anything of the other's", async () => {
  const own = await makeArena("Class 7b");
  expect(own).toMatchObject({ name: "class-7b", title: "Class 7b", listed: false, version: 0 });
  const [main, mine] = [watch(undefined), watch("class-7b")];
  const [ann, bob] = await Promise.all([play("Ann"), play("Bob", own)]);
  expect([ann, bob].map((seat) => [seat.view().arena, seat.view().policyVersion])).toEqual([
    ["main", 1],
    ["class-7b", 0],
  ]);
  await expect.poll(() => [main.players, mine.players], { timeout: 15_000 }).toEqual([["Ann"], ["Bob"]]);
  await expect.poll(() => [main.versions, mine.versions]).toEqual([2, 1]);
  await expect.poll(() => [main.votes, mine.votes]).toEqual([1, 1]);

  const { id } = (await web.stores.arenas.byName("class-7b"))!;
  await web.stores.heartbeats.beat(MAIN_ARENA, "improve");
  await web.stores.heartbeats.beat(id, "waiting");
  await web.stores.trainingSteps.add(id, [{ kind: "ppo", policyVersion: 7, metrics: {} }]);
  await web.stores.trainingSteps.add(MAIN_ARENA, [{ kind: "ppo", policyVersion: 1, metrics: {} }]);
  await expect.poll(() => [main.trainer, mine.trainer], { timeout: 15_000 }).toEqual(["improve", "waiting"]);
  await expect.poll(() => [main.steps, mine.steps]).toEqual([[1], [7]]);
});

test("a viewer of an arena that isn't there is told so", async () => {
  for (const arena of ["nobody", "Class-7B", "../main", 7]) {
    const socket = io(at("/boards"), {
      auth: { arena },
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    const problem = await new Promise<Error>((resolve) => socket.once("connect_error", resolve));
    expect(problem.message).toBe("unknown_arena");
  }
});

test("only whoever has an arena's key plays in it and changes how it learns", async () => {
  const own = await makeArena("Locked");
  const other = await makeArena("Other");
  const attempts = [undefined, "", "x", other.key].map((key) => ({
    name: own.name,
    ...(key === undefined ? {} : { key }),
  }));
  for (const arena of attempts)
    expect(await refusal(await send("POST", "/api/sessions", { arena }))).toEqual([403, "arena_key_needed"]);
  expect(await refusal(await send("POST", "/api/sessions", { arena: { name: "nobody" } }))).toEqual([
    404,
    "unknown_arena",
  ]);
  expect(await refusal(await send("POST", "/api/sessions", { arena: "locked" }))).toEqual([400, "bad_settings"]);

  const training = `/api/training?arena=${own.name}`;
  for (const [method, path, body] of [
    ["PATCH", training, { method: "dpo" }],
    ["POST", `/api/lab/rollback?arena=${own.name}`, { to: 0, reason: "no" }],
    ["PATCH", `/api/arenas/${own.name}`, { listed: true }],
  ] as const) {
    expect(await refusal(await send(method, path, body))).toEqual([403, "arena_key_needed"]);
    expect(await refusal(await send(method, path, body, other.key))).toEqual([403, "arena_key_needed"]);
    expect((await send(method, path, body, own.key)).status).toBe(200);
  }
  const methodOf = async (path: string) => ((await (await fetch(at(path))).json()) as { method: string }).method;
  expect(await methodOf(training)).toBe("dpo");
  expect(await methodOf("/api/training")).toBe("ppo");
  const models = async (path: string) =>
    ((await (await fetch(at(path))).json()) as { models: unknown[] }).models.length;
  expect([await models(`/models?arena=${own.name}`), await models("/models")]).toEqual([1, 2]);
  expect((await fetch(at("/models?arena=nobody"))).status).toBe(404);
  const listed = (await (await fetch(at("/api/arenas"))).json()) as { arenas: { name: string }[] };
  expect(listed.arenas.map(({ name }) => name)).toEqual(["main", "locked"]);
});

test.each([
  ["taken", "Twice", 409, "arena_taken"],
  ["taken in another spelling", "  TWICE! ", 409, "arena_taken"],
  ["the main arena's", "Main", 409, "arena_taken"],
  ["without letters", "—!—", 400, "bad_arena_name"],
  ["too long", "x".repeat(41), 400, "bad_arena_name"],
  ["unfit for a class", "FUCK 7b", 400, "arena_refused"],
])("a name that is %s is refused, with what to do", async (_, title, status, error) => {
  await send("POST", "/api/arenas", { title: "Twice" });
  expect(await refusal(await send("POST", "/api/arenas", { title }))).toEqual([status, error]);
});

test("names keep letters of every script and lose accents", async () => {
  expect((await makeArena("Élan & Möwe 3")).name).toBe("elan-mowe-3");
  const chinese = await makeArena("七年级二班");
  expect(chinese.name).toBe("七年级二班");
  expect((await fetch(at(`/api/arenas/${encodeURIComponent(chinese.name)}`))).status).toBe(200);
});
