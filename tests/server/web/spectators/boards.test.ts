import { setTimeout as sleep } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { SessionsBoard } from "../../../../shared/protocol/boards.ts";
import type { BoardEvents } from "../../../../shared/protocol/watch/board-events.ts";
import { type PackedVersions, unpackVersions } from "../../../../shared/protocol/watch/packed-versions.ts";
import { READING } from "../../../../shared/round/votes/reading-time.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();

function watch(): Socket<BoardEvents> {
  return io(`http://127.0.0.1:${web.port}/boards`, { transports: ["websocket"] });
}

/** The first event that fulfils the condition. */
function next<K extends keyof BoardEvents>(
  socket: Socket<BoardEvents>,
  event: K,
  condition: (board: Parameters<BoardEvents[K]>[0]) => boolean = () => true,
): Promise<Parameters<BoardEvents[K]>[0]> {
  return new Promise((resolve) => {
    socket.onAny((name: string, board: Parameters<BoardEvents[K]>[0]) => {
      if (name === event && condition(board)) resolve(board);
    });
  });
}

test("a viewer gets every board at once, and the ratings after a round was judged", async () => {
  const viewer = watch();
  const periods = (["day", "week", "all"] as const).map((period) =>
    next(viewer, "players", (board) => "period" in board && board.period === period),
  );
  const [versions, sessions] = await Promise.all([next(viewer, "versions"), next(viewer, "sessions"), ...periods]);
  expect(sessions).toEqual({ sessions: [] });
  expect(unpackVersions(versions as PackedVersions).versions.map(({ version, rating }) => [version, rating])).toEqual([
    [0, null],
    [1, null],
  ]);

  const session = await web.createSession();
  const host = await web.host(session);
  const [ada, grace] = [await web.player(session.code, "Ada"), await web.player(session.code, "Grace")];
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  const rated = next(
    viewer,
    "versions",
    (board) => unpackVersions(board as PackedVersions).versions[1]?.rating !== null,
  );
  const scored = next(viewer, "players", (board) => "players" in board && board.players[0]?.score === 500);
  await sleep(READING.mostMs); // sooner nobody can have read them, and the votes would count for nothing
  for (const player of [ada, grace]) {
    await player.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 1 });
    await player.request("predict", { share: 1 });
    await player.request("lock", {});
  }
  const listed = next(viewer, "sessions", (board) => (board as SessionsBoard).sessions[0]?.votes === 2);
  const { reveal } = await host.until((view) => view.phase === "reveal");
  const rating = unpackVersions((await rated) as PackedVersions).versions[1];
  // Both preferred A; which version wrote it is known now.
  expect((rating?.rating ?? 0) > 1000).toBe(reveal?.versionA === 1);
  expect(rating?.votes).toBe(2);
  expect(await scored).toMatchObject({ players: [{ score: 500, votes: 1 }, { score: 500 }] });
  expect(await web.stores.ratings.list(MAIN_ARENA)).toHaveLength(2);
  const { sessions: rows } = (await listed) as SessionsBoard;
  expect(rows).toMatchObject([{ open: true, players: 2, votes: 2, rounds: 1, teams: [] }]);
  expect(JSON.stringify(rows)).not.toContain(session.code);
  viewer.disconnect();
});

test("a viewer who lost the connection is sent every board again", async () => {
  const viewer = watch();
  await next(viewer, "sessions");
  const again = Promise.all([next(viewer, "players"), next(viewer, "versions"), next(viewer, "sessions")]);
  viewer.io.engine.close();
  await again;
  viewer.disconnect();
});
