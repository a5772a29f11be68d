import { expect, test } from "vitest";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";

const web = withWeb();
const at = (path: string) => `http://127.0.0.1:${web.port}${path}`;
const ANSWERS = ["=HYPERLINK(0)", "<script>alert(1)</script>", "תשובה 👍"];

test("a pack's prompts are answered and judged by people, and the results keep every text as it was", async () => {
  const prompts = ["=1+1, or what?", "<b>Why</b> תגיד לי?"];
  const upload = await fetch(at("/api/packs"), {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: prompts.join("\n"),
  });
  const { packId } = await upload.json();
  const session = await web.createSession({ ...SLOW, mode: "bot", rounds: 2, writingMs: 300_000, packId });
  const host = await web.host(session);
  const players: Seat[] = [];
  for (const name of ["Ann", "Bob", "Cleo"]) players.push(await web.player(session.code, name));
  await host.request("host", { command: "start" });
  const asked = [await playRound(host, players, 1)];
  asked.push(await playRound(host, players, 2));
  expect(asked.sort()).toEqual([...prompts].sort());

  const headers = { authorization: `Bearer ${session.hostToken}` };
  const fetched = async () => (await fetch(at(`/api/sessions/${session.code}/results`), { headers })).json();
  await expect.poll(async () => (await fetched()).openRounds).toBe(0);
  const results = await fetched();
  expect(results.questions.map(({ prompt }: { prompt: string }) => prompt).sort()).toEqual([...prompts].sort());
  for (const question of results.questions) {
    expect(ANSWERS).toContain(question.bestAnswer);
    expect(question.bestVersion).toBeNull();
  }
  const csv = await (await fetch(at(`/api/sessions/${session.code}/results/votes.csv`), { headers })).text();
  expect(csv).toContain('"\'=1+1, or what?"');
  expect(csv).toContain("'=HYPERLINK(0)");
  expect(csv).toContain("a player,a player");
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

/** Everybody writes and judges whatever they are dealt; returns the prompt. */
async function playRound(host: Seat, players: readonly Seat[], round: number): Promise<string> {
  const { task } = await host.until((view) => view.phase === "writing" && view.round === round);
  for (const [i, seat] of players.entries()) {
    expect(await seat.request("write", { text: ANSWERS[i] })).toEqual({ ok: true, duplicate: false });
  }
  await host.until((view) => view.phase === "rapid" && view.round === round);
  for (const seat of players) {
    const dealt = await seat.request("deal", { count: 4 });
    for (const { id, prompt, a, b } of dealt.ok ? dealt.pairs : []) {
      expect([prompt, ANSWERS.includes(a), ANSWERS.includes(b)]).toEqual([task?.prompt, true, true]);
      await seat.request("vote", { pairId: id, verdict: "a", decisionMs: 7 });
    }
  }
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  for (const seat of players) await seat.request("vote", { pairId: showdown?.id, verdict: "b", decisionMs: 7 });
  for (const phase of ["reveal", "intermission"]) {
    await host.request("host", { command: "skip" });
    await host.until((view) => view.phase === phase);
  }
  await host.request("host", { command: "skip" });
  return task?.prompt ?? "";
}
