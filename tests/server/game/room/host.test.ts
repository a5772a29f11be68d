import { expect, test } from "vitest";
import { CLOSE_KICKED } from "../../../../shared/protocol/messages.ts";
import { withWeb } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();

test("only the host may give the host's commands", async () => {
  const session = await web.createSession();
  const ada = await web.player(session.code, "Ada");
  const spectator = await takeSeat(web.port, session.code, { spectate: true });
  for (const seat of [ada, spectator]) {
    for (const command of ["start", "pause", "resume", "skip", "end"]) {
      expect(await seat.request("host", { command })).toEqual({ ok: false, error: "host_only" });
    }
    const kick = { command: "kick", playerId: ada.welcome.playerId };
    expect(await seat.request("host", kick)).toEqual({ ok: false, error: "host_only" });
  }
});

test("a kicked player is closed out, and their token with them", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  const { playerId, token } = ada.welcome;
  expect(await host.request("host", { command: "kick", playerId })).toEqual({ ok: true });
  expect(await ada.left).toEqual({ code: CLOSE_KICKED, kicked: "kicked" });
  await host.until((view) => Object.keys(view.players).length === 0);
  await expect(takeSeat(web.port, session.code, { token })).rejects.toThrow("kicked");
  expect(await host.request("host", { command: "kick", playerId })).toEqual({ ok: false, error: "not_a_player" });
});

test("pause holds the time and refuses verdicts; resume goes on", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  expect(await host.request("host", { command: "pause" })).toEqual({ ok: false, error: "wrong_phase" });
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  const vote = { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "a", decisionMs: 1 };
  expect(await host.request("host", { command: "pause" })).toEqual({ ok: true });
  await ada.until((view) => view.paused);
  expect(await ada.request("vote", vote)).toEqual({ ok: false, error: "wrong_phase" });
  expect(await host.request("host", { command: "resume" })).toEqual({ ok: true });
  await ada.until((view) => !view.paused);
  expect(await ada.request("vote", vote)).toEqual({ ok: true, duplicate: false });
});

test("end closes the round under way, so that its votes are learned from", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  await ada.request("vote", { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "b", decisionMs: 1 });
  expect(await host.request("host", { command: "end" })).toEqual({ ok: true });
  await ada.until((view) => view.phase === "finished" && view.learning.votes === 1);
  expect(await host.request("host", { command: "end" })).toEqual({ ok: false, error: "session_over" });
});
