import { describe, expect, test } from "vitest";
import { CLOSE_REPLACED } from "../../../../shared/protocol/messages.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { clientOf, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function refusal(code: string, options: object): Promise<string> {
  const joined = await takeSeat(web.port, code, options).catch((error: Error) => error);
  if (!(joined instanceof Error)) throw new Error("The seat was given");
  return joined.message;
}

describe("who may join", () => {
  test.each([
    ["an empty nickname", ""],
    ["a blank one", "   "],
    ["one of 1,000 characters", "x".repeat(1_000)],
    ["one of 21", "x".repeat(21)],
    ["control characters", "Ada\u0000"],
    ["a text direction override", "Ada\u202e"],
    ["nothing visible", "\u3164\u200b"],
  ])("nickname_invalid: %s", async (_, nickname) => {
    const { code } = await web.createSession();
    expect(await refusal(code, { nickname })).toBe("nickname_invalid");
  });

  test.each([
    ["profanity", "fuck"],
    ["profanity in disguise", "sh1t"],
  ])("nickname_refused: %s", async (_, nickname) => {
    const { code } = await web.createSession();
    expect(await refusal(code, { nickname })).toBe("nickname_refused");
  });

  test("nicknames are unique in a session, whatever their case and width", async () => {
    const { code } = await web.createSession();
    const ada = await web.player(code, "Ada");
    expect(ada.view().players[ada.welcome.playerId]?.nickname).toBe("Ada");
    expect(await refusal(code, { nickname: "ADA" })).toBe("nickname_taken");
    expect(await refusal(code, { nickname: "Ａｄａ" })).toBe("nickname_taken");
  });

  test("a full room takes no more players, also when they come at once, and lets its own come back", async () => {
    const { code } = await web.createSession({ ...SLOW, maxPlayers: 3 });
    const tries = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => web.player(code, `player ${i}`)));
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(3);
    expect(await refusal(code, { nickname: "late" })).toBe("session_full");
    const inside = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))[0];
    const again = await takeSeat(web.port, code, { token: inside?.welcome.token });
    expect(again.welcome.playerId).toBe(inside?.welcome.playerId);
  });

  test("a wrong code, wrong tokens, an old client and a bad message are told apart", async () => {
    const { code } = await web.createSession();
    expect(await refusal("QQQQ", { nickname: "Ada" })).toBe("unknown_session");
    expect(await refusal("no-code-at-all", { nickname: "Ada" })).toBe("unknown_session");
    expect(await refusal(code, { hostToken: "wrong" })).toBe("host_only");
    expect(await refusal(code, { token: "wrong" })).toBe("not_a_player");
    expect(await refusal(code, { nickname: "Ada", protocol: 0 })).toBe("old_client");
    expect(await refusal(code, { nickname: 7 })).toBe("bad_message");
  });

  test("nobody can create a room beside the sessions", async () => {
    const { code } = await web.createSession();
    await expect(clientOf(web.port).create("arena", { code })).rejects.toThrow("invalid method");
    await expect(clientOf(web.port).joinOrCreate("arena", { code })).rejects.toThrow("invalid method");
  });

  test("a code may be typed in lower case", async () => {
    const { code } = await web.createSession();
    expect((await web.player(code.toLowerCase(), "Ada")).view().code).toBe(code);
  });
});

describe("coming back", () => {
  test("a dropped connection is held, and its reconnection goes on with the vote under way", async () => {
    const session = await web.createSession();
    const [host, ada, grace] = [
      await web.host(session),
      await web.player(session.code, "Ada"),
      await web.player(session.code, "Grace"),
    ];
    await host.request("host", { command: "start" });
    await host.until((view) => view.phase === "rapid");
    await host.request("host", { command: "skip" });
    const { showdown } = await ada.until((view) => view.phase === "showdown");
    const pairId = showdown?.id ?? "";
    await ada.request("vote", { pairId, verdict: "a", decisionMs: 5 });

    const { reconnectionToken } = ada.room;
    ada.cut();
    const id = ada.welcome.playerId;
    await grace.until((view) => view.players[id]?.connected === false);
    const back = await clientOf(web.port).reconnect(reconnectionToken);
    back.reconnection.enabled = false;
    await grace.until((view) => view.players[id]?.connected === true);
    expect(await back.request("vote", { pairId, verdict: "a", decisionMs: 5 })).toEqual({ ok: true, duplicate: true });
    expect(await back.request("predict", { share: 0.4 })).toEqual({ ok: true, duplicate: false });
    expect(await back.request("lock", {})).toEqual({ ok: true, duplicate: false });
    const late = { pairId, verdict: "b", decisionMs: 5 };
    expect(await back.request("vote", late)).toEqual({ ok: false, error: "locked_in" });
    await grace.until((view) => view.players[id]?.locked === true);
    expect(await web.stores.votes.ofPair(pairId)).toMatchObject({ a: 1, b: 0 });
  });

  test("a reloaded page comes back with its token, its score and what it had put in", async () => {
    const session = await web.createSession();
    const [host, ada, grace] = [
      await web.host(session),
      await web.player(session.code, "Ada"),
      await web.player(session.code, "Grace"),
    ];
    await host.request("host", { command: "start" });
    await host.until((view) => view.phase === "rapid");
    await host.request("host", { command: "skip" });
    const { showdown } = await ada.until((view) => view.phase === "showdown");
    const pairId = showdown?.id ?? "";
    await grace.request("vote", { pairId, verdict: "a", decisionMs: 5 });
    await ada.request("predict", { share: 0.25 });
    await ada.leave();
    const reloaded = await takeSeat(web.port, session.code, { token: ada.welcome.token });
    expect(reloaded.welcome).toMatchObject({ role: "player", playerId: ada.welcome.playerId });
    expect(reloaded.welcome.own).toMatchObject({ verdict: null, share: 0.25 });
    expect(grace.welcome.own).toBeNull();

    await host.request("host", { command: "skip" });
    // 2000 * (0.5^2 - 0.75^2) = -625
    await reloaded.until((view) => view.players[ada.welcome.playerId]?.score === -625);
    await expect.poll(() => reloaded.points).toMatchObject([{ points: -625, share: 1, round: 1 }]);
    await reloaded.leave();
    const later = await takeSeat(web.port, session.code, { token: ada.welcome.token });
    await expect.poll(() => later.points).toEqual(reloaded.points);
    expect(later.view().players[ada.welcome.playerId]).toMatchObject({ score: -625, connected: true });
    expect(Object.keys(later.view().players)).toHaveLength(2);
  });

  test("of two tabs of one player, the newer connection takes over", async () => {
    const { code } = await web.createSession();
    const first = await web.player(code, "Ada");
    const second = await takeSeat(web.port, code, { token: first.welcome.token });
    expect(await first.left).toEqual({ code: CLOSE_REPLACED, kicked: "replaced" });
    await second.until((view) => view.players[first.welcome.playerId]?.connected === true);
    expect(Object.keys(second.view().players)).toHaveLength(1);
  });

  test("a latecomer sees the beat under way and takes part", async () => {
    const session = await web.createSession();
    const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
    await host.request("host", { command: "start" });
    await ada.until((view) => view.phase === "rapid");
    const late = await web.player(session.code, "Late");
    expect(late.view()).toMatchObject({ phase: "rapid", round: 1 });
    expect(late.view().remainingMs).toBeLessThanOrEqual(ada.view().remainingMs);
    expect(await late.request("deal", { count: 1 })).toMatchObject({ ok: true, pairs: [{}] });
  });

  test("the host may leave and return; the session goes on meanwhile", async () => {
    const session = await web.createSession({ ...SLOW, rapidMs: 500, showdownMs: 500 });
    const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
    await host.request("host", { command: "start" });
    await host.leave();
    await ada.until((view) => view.phase === "reveal");
    const again = await web.host(session);
    expect(await again.request("host", { command: "end" })).toEqual({ ok: true });
    await ada.until((view) => view.phase === "finished");
    expect(await refusal(session.code, { nickname: "Late" })).toMatch(/session_over|unknown_session/);
  });

  test("a spectator's reconnection stays a spectator's", async () => {
    const { code } = await web.createSession();
    const ada = await web.player(code, "Ada");
    const spectator = await takeSeat(web.port, code, { spectate: true });
    await ada.until((view) => view.spectators === 1);
    spectator.cut();
    await ada.until((view) => view.spectators === 0);
    const back = await clientOf(web.port).reconnect(spectator.room.reconnectionToken);
    back.reconnection.enabled = false;
    await ada.until((view) => view.spectators === 1);
    expect(await back.request("deal", { count: 1 })).toEqual({ ok: false, error: "not_a_player" });
  });
});
