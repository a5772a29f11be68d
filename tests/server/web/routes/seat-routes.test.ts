import { expect, test } from "vitest";
import type { Rematch, ReturnCode, SeatToken } from "../../../../shared/protocol/hosting.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function asked<T>(method: string, path: string, token: string | null, body?: object) {
  const response = await fetch(`http://127.0.0.1:${web.port}/api/sessions/${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T & { error?: string } };
}

const returnCodeOf = async (code: string, { welcome }: Seat) =>
  (await asked<ReturnCode>("POST", `${code}/return-code`, welcome.token)).body.returnCode;

test("by their code a player is the same one on another device, which takes over", async () => {
  const { code } = await web.createSession();
  const ada = await web.player(code, "Ada");
  const returnCode = await returnCodeOf(code, ada);
  const back = await asked<SeatToken>("POST", `${code}/return`, null, { returnCode: returnCode.toLowerCase() });
  const again = await takeSeat(web.port, code, { token: back.body.token });
  expect(again.welcome.playerId).toBe(ada.welcome.playerId);
  expect((await ada.left).kicked).toBe("replaced");
  // The first device may take over in its turn.
  expect((await takeSeat(web.port, code, { token: ada.welcome.token })).welcome.playerId).toBe(ada.welcome.playerId);
});

test("wrong codes are refused, and soon no more are looked up; the code of a seat is its player's alone", async () => {
  const { code } = await web.createSession();
  const ada = await web.player(code, "Ada");
  const returnCode = await returnCodeOf(code, ada);
  expect(await asked("POST", `${code}/return-code`, "nobody's")).toMatchObject({ status: 403 });
  expect(await asked("POST", `${code}/return`, null, {})).toMatchObject({ status: 400 });
  expect(await asked("POST", "ZZZZ/return", null, { returnCode })).toMatchObject({ status: 404 });
  const wrong = () => asked("POST", `${code}/return`, null, { returnCode: "BBBBBBBB" });
  const tries = await Promise.all(Array.from({ length: 13 }, wrong));
  expect(tries.filter(({ body }) => body.error === "wrong_return_code")).toHaveLength(10);
  expect(tries.filter(({ status, body }) => status === 429 && body.error === "too_many_tries")).toHaveLength(3);
  const elsewhere = await web.createSession();
  expect(await asked("POST", `${elsewhere.code}/return`, null, { returnCode })).toMatchObject({ status: 403 });
});

test("who takes back what they gave is out of the running game at once, and others go on", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const [ada, bob] = [await web.player(session.code, "Ada"), await web.player(session.code, "Bob")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  await ada.request("vote", { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "a", decisionMs: 1 });
  await host.request("host", { command: "skip" });
  const { showdown } = await bob.until((view) => view.phase === "showdown");
  for (const seat of [ada, bob]) await seat.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 1_000 });

  expect(await asked("POST", `${session.code}/withdraw`, ada.welcome.token)).toMatchObject({ status: 200 });
  expect((await ada.left).kicked).toBe("withdrawn");
  const view = await bob.until((seen) => seen.players[ada.welcome.playerId]?.nickname === "…");
  expect(JSON.stringify(view)).not.toContain("Ada");
  await expect(takeSeat(web.port, session.code, { token: ada.welcome.token })).rejects.toThrow("not_a_player");
  await host.request("host", { command: "skip" });
  expect((await bob.until((seen) => seen.phase === "reveal")).reveal?.votes).toMatchObject({ a: 1 });
  // Comparisons of the round: only what Bob said of the showdown.
  await bob.until((seen) => seen.learning.votes === 1);
  expect(await asked("POST", `${session.code}/withdraw`, ada.welcome.token)).toMatchObject({ status: 403 });
});

test("what a player wrote is off the screens with them", async () => {
  const session = await web.createSession({ ...SLOW, mode: "bot", writingMs: 300_000 });
  const host = await web.host(session);
  const [ada, bob] = [await web.player(session.code, "Ada"), await web.player(session.code, "Bob")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "writing");
  await ada.request("write", { text: "Ada wrote this one" });
  await bob.request("write", { text: "And Bob wrote that" });
  await bob.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  await bob.until((view) => view.phase === "showdown");
  await asked("POST", `${session.code}/withdraw`, ada.welcome.token);
  await bob.until((view) => !JSON.stringify(view).includes("Ada"));
  await host.request("host", { command: "skip" });
  const revealed = await bob.until((view) => view.phase === "reveal");
  expect(JSON.stringify(revealed)).not.toContain("Ada");
});

test("after the game it is taken back too, and who went over to the rematch stays there", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  await host.request("host", { command: "rematch" });
  const { token } = ada.welcome;
  const next = await asked<Rematch>("GET", `${session.code}/rematch`, token);
  await asked("POST", `${session.code}/withdraw`, token);
  const again = await takeSeat(web.port, next.body.code, { token });
  expect(Object.values(again.view().players).map(({ nickname }) => nickname)).toEqual(["Ada"]);
});
