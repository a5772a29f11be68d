import { afterEach, expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";
import { withWeb } from "../../../support/running-web.ts";
import { type Viewer, watchGame } from "../../../support/viewer.ts";

/** Real viewers of real games, over the namespace `/watch`. */
const web = withWeb();
const viewers: Viewer[] = [];
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.socket.disconnect();
});

function watch(code: string, protocol?: number): Viewer {
  const viewer = watchGame(web.port, code, protocol);
  viewers.push(viewer);
  return viewer;
}

test("who watches a game is shown it at once, before anybody is there, late, and after a broken line; the host is told of them", async () => {
  const session = await web.createSession();
  const early = watch(session.code.toLowerCase());
  expect(await early.until(() => true)).toMatchObject({ code: session.code, phase: "lobby", here: 0, spectators: 0 });

  const host = await web.host(session);
  await host.until((view) => view.spectators === 1);
  const ada = await web.player(session.code, "Ada");
  await web.player(session.code, "Grace");
  const two = await early.until((view) => view.players.size === 2);
  expect([...two.players.values()].map(({ nickname, connected }) => [nickname, connected])).toEqual([
    ["Ada", true],
    ["Grace", true],
  ]);
  expect([...two.players.keys()][0]).toBe(ada.welcome.playerId.slice(-8));

  await host.request("host", { command: "start" });
  await early.until((view) => view.phase === "rapid");
  const late = watch(session.code);
  expect((await late.until(() => true)).phase).toBe("rapid");
  await host.until((view) => view.spectators === 2);

  late.socket.io.engine.close();
  const before = late.views.length;
  await expect.poll(() => late.views.length).toBeGreaterThan(before);
  expect(late.views.at(-1)!.phase).toBe("rapid");
  late.socket.disconnect();
  await host.until((view) => view.spectators === 1);
});

test("a game that isn't there, and a page that is too old, are said to be; who guesses codes is told nothing more", async () => {
  const wrong = watch("ZZZZ");
  const old = watch("ZZZZ", PROTOCOL_VERSION - 1);
  const bad = watch("not a code");
  await expect
    .poll(() => [wrong, old, bad].map(({ refused }) => refused[0]))
    .toEqual(["unknown_session", "old_client", "unknown_session"]);
});

test("a rematch leads its viewers to the new game, and a game that is over stays on the screen", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const viewer = watch(session.code);
  await viewer.until(() => true);
  await host.request("host", { command: "end" });
  await viewer.until((view) => view.phase === "finished");
  await host.request("host", { command: "rematch" });
  await expect.poll(() => viewer.next.length).toBe(1);
  const next = watch(viewer.next[0]!);
  expect((await next.until(() => true)).phase).toBe("lobby");
  expect(viewer.refused).toEqual([]);
});
