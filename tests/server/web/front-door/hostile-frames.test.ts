import fc from "fast-check";
import { expect, test } from "vitest";
import { withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";

const web = withWeb();

async function stillPlayable(code: string, nickname: string): Promise<void> {
  const player = await web.player(code, nickname);
  expect(await player.request("predict", { share: 0.5 })).toEqual({ ok: false, error: "wrong_phase" });
  await player.leave();
}

function sendBytes(seat: Seat, bytes: Uint8Array<ArrayBuffer>): void {
  seat.room.connection.send(bytes);
}

/** By M8 she is off the list, since she had put nothing in. */
async function cutOff(eve: Seat, ada: Seat, attack: () => void): Promise<void> {
  const { playerId } = eve.welcome;
  await ada.until((view) => view.players[playerId]?.connected === true);
  attack();
  await eve.left;
  await ada.until((view) => view.players[playerId] === undefined);
}

test("a frame beyond the limit closes its own connection only", async () => {
  const { code } = await web.createSession();
  const [eve, ada] = [await web.player(code, "Eve"), await web.player(code, "Ada")];
  await cutOff(eve, ada, () => sendBytes(eve, new Uint8Array(100_000).fill(13)));
  await stillPlayable(code, "Grace");
});

test("a thousand messages a second close their own connection only", async () => {
  const { code } = await web.createSession();
  const [eve, ada] = [await web.player(code, "Eve"), await web.player(code, "Ada")];
  await cutOff(eve, ada, () => {
    for (let i = 0; i < 1_000; i++) eve.room.send("predict", { share: 0.5 });
  });
  await stillPlayable(code, "Grace");
});

test("an unknown message closes its own connection only", async () => {
  const { code } = await web.createSession();
  const eve = await web.player(code, "Eve");
  eve.room.send("__proto__", { polluted: true });
  expect((await eve.left).code).toBe(4002);
  await stillPlayable(code, "Ada");
});

test("no bytes whatever bring the server down", async () => {
  const { code } = await web.createSession();
  let players = 0;
  const frame = fc.tuple(
    fc.constantFrom(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 63, 127, 255),
    fc.uint8Array({ maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 20 }), async (frames) => {
      const eve = await web.player(code, `Eve ${players++}`);
      eve.room.onError(() => {});
      for (const [first, rest] of frames) sendBytes(eve, new Uint8Array([first, ...rest]));
      eve.cut();
    }),
    { numRuns: 40 },
  );
  await stillPlayable(code, "Ada");
});
