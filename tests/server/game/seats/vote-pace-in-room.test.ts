import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();

test("votes beyond a seat's pace are refused with a reason, not stored, and taken when they come again", async () => {
  const session = await web.createSession();
  const [host, ada, ben] = [
    await web.host(session),
    await web.player(session.code, "Ada"),
    await web.player(session.code, "Ben"),
  ];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const vote = (pairId: string) => ada.request("vote", { pairId, verdict: "a", decisionMs: 9 });
  const dealt = await ada.request("deal", { count: 8 });
  const [first, ...rest] = dealt.ok ? dealt.pairs.map(({ id }) => id) : [];
  let refused = "";
  // A room takes 30 messages a second; on a busy machine it may take a few seconds of them to use the pace up.
  for (const last of rest) {
    const replies = await Promise.all([...Array.from({ length: 27 }, () => vote(first!)), vote(last)]);
    const problems = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
    expect(problems).toEqual(problems.map(() => "too_fast"));
    if (replies.at(-1)?.ok === false) refused = last;
    if (refused !== "") break;
    await sleep(1_050);
  }
  expect(rest).toContain(refused);
  expect(await web.stores.votes.ofPair(refused)).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
  const others = await ben.request("deal", { count: 1 });
  const theirs = { pairId: others.ok ? others.pairs[0]?.id : "", verdict: "b", decisionMs: 9 };
  expect(await ben.request("vote", theirs)).toEqual({ ok: true, duplicate: false });

  await sleep(1_050);
  expect(await vote(refused)).toEqual({ ok: true, duplicate: false });
  expect(await web.stores.votes.ofPair(refused)).toMatchObject({ a: 1 });
});
