import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/arena/ports/arena-id.ts";
import type { Replies } from "../../shared/protocol/messages.ts";
import { newPair } from "../support/open-arena.ts";
import { withWeb } from "../support/running-web.ts";

const web = withWeb();

test("votes beyond a seat's pace are refused with a reason, not stored, and taken when they come again", async () => {
  await web.stores.pool.add(
    MAIN_ARENA,
    Array.from({ length: 60 }, () => newPair({ versions: [1, 1] })),
  );
  const session = await web.createSession();
  const [host, ada, ben] = [
    await web.host(session),
    await web.player(session.code, "Ada"),
    await web.player(session.code, "Ben"),
  ];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const vote = (pairId: string) => ada.request("vote", { pairId, verdict: "a", decisionMs: 9 });
  const replies: [string, Replies["vote"]][] = [];
  // Under the limit of messages a second, and above that of votes.
  for (let i = 0; i < 10; i++) {
    const dealt = await ada.request("deal", { count: 8 });
    const ids = dealt.ok ? dealt.pairs.map(({ id }) => id) : [];
    for (const id of ids.slice(0, 5)) replies.push([id, await vote(id)]);
    await sleep(220);
  }
  const refused = replies.filter(([, reply]) => !reply.ok);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(([, reply]) => JSON.stringify(reply)))).toEqual(
    new Set([JSON.stringify({ ok: false, error: "too_fast" })]),
  );
  const [late] = refused.at(-1)!;
  expect(await web.stores.votes.ofPair(late)).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
  const others = await ben.request("deal", { count: 1 });
  const theirs = { pairId: others.ok ? others.pairs[0]?.id : "", verdict: "b", decisionMs: 9 };
  expect(await ben.request("vote", theirs)).toEqual({ ok: true, duplicate: false });

  await sleep(1_000);
  const again = await vote(late);
  expect(again.ok).toBe(true);
  expect(await web.stores.votes.ofPair(late)).toMatchObject({ a: 1 });
});
