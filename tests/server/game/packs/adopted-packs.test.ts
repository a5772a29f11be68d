import { expect, test } from "vitest";
import { CLASSROOM_QUESTIONS } from "../../../../server/game/packs/classroom-questions.ts";
import { packPrompts } from "../../../../server/game/packs/pack-prompts.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { newPair, newPolicy } from "../../../support/open-arena.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb({ pool: false });
const at = (path: string) => `http://127.0.0.1:${web.port}${path}`;
const info = async () => (await fetch(at("/api/host"))).json();

test("where the arena's model is an adopted one, a pack is played as Duel or Podium, once its answers are there", async () => {
  const init = { method: "POST", headers: { "content-type": "text/plain" }, body: "Why homework?\nWhy lunch?" };
  const { packId } = await (await fetch(at("/api/packs"), init)).json();
  expect(await info()).toMatchObject({ passwordNeeded: false, ownPrompts: "nobody", isModelKnown: false });
  expect((await info()).classroomQuestions).toBeNull();
  for (const mode of ["duel", "podium"] as const)
    await expect(web.createSession({ ...SLOW, packId, mode })).rejects.toThrow(
      /no model here can answer prompts of your/,
    );

  await newPolicy(web.stores, { metrics: { adapterRank: 8 } });
  expect(await info()).toMatchObject({ passwordNeeded: false, ownPrompts: "policy", isModelKnown: true });
  expect((await info()).classroomQuestions).toEqual(CLASSROOM_QUESTIONS);
  expect(await web.createSession({ ...SLOW, packId, mode: "podium" })).toMatchObject({ code: expect.any(String) });
  await web.stores.pool.add(MAIN_ARENA, [newPair(), newPair({ kind: "showdown" })]); // of no pack
  const session = await web.createSession({ ...SLOW, packId });
  const [host, ann] = [await web.host(session), await web.player(session.code, "Ann")];
  await host.request("host", { command: "start" });
  await ann.until((view) => view.phase === "dealing");
  const pack = (await web.stores.promptPacks.byId(packId))!;
  await web.stores.pool.add(
    MAIN_ARENA,
    // Two of each, since the game may look for its showdown in that very moment, and take a rapid pair for want of another.
    packPrompts(pack).flatMap((prompt) =>
      [newPair(), newPair(), newPair({ kind: "showdown" })].map((pair) => ({ ...pair, prompt })),
    ),
  );
  await ann.until((view) => view.phase === "rapid");
  const deal = await ann.request("deal", { count: 4 });
  const asked = deal.ok ? deal.pairs.map(({ prompt }) => prompt) : [];
  expect([...new Set(asked)].sort()).toEqual(["Why homework?", "Why lunch?"]);
  await host.request("host", { command: "skip" });
  const { showdown } = await ann.until((view) => view.phase === "showdown");
  expect(showdown?.prompt).toMatch(/homework|lunch/);
});
