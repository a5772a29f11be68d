import { expect, test } from "vitest";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb();

test("members name their team and choose its colour; names are moderated, changes are limited, and all of it is stored", async () => {
  const session = await web.createSession({ ...SLOW, teams: 2 });
  const host = await web.host(session);
  const [ann, bob, cleo] = [
    await web.player(session.code, "Ann"),
    await web.player(session.code, "Bob"),
    await web.player(session.code, "Cleo"),
  ];
  expect(await ann.request("team", { change: "name", name: "  The   Foxes " })).toEqual({ ok: true });
  expect(await ann.request("team", { change: "name", name: "fuck you" })).toEqual({
    ok: false,
    error: "team_name_invalid",
  });
  expect(await ann.request("team", { change: "colour", colour: "blue" })).toEqual({ ok: false, error: "colour_taken" });
  expect(await bob.request("team", { change: "colour", colour: "pink" })).toEqual({ ok: true });
  expect(await bob.request("team", { change: "colour", colour: "beige" })).toEqual({ ok: false, error: "bad_message" });
  expect(await host.request("team", { change: "team", team: 2 })).toEqual({ ok: false, error: "not_a_player" });
  expect(await cleo.request("team", { change: "team", team: 2 })).toEqual({ ok: true });
  const seen = await host.until((view) => view.teams[0]?.name === "The Foxes" && view.teams[1]?.players === 2);
  expect(seen.teams.map(({ name, colour, players }) => [name, colour, players])).toEqual([
    ["The Foxes", "red", 1],
    ["", "pink", 2],
  ]);
  await expect
    .poll(async () => (await web.stores.sessions.byCode(session.code))?.teamLooks)
    .toEqual([
      { name: "The Foxes", colour: "red" },
      { name: "", colour: "pink" },
    ]);

  const answers = [];
  for (let i = 0; i < 12; i++) answers.push(await ann.request("team", { change: "name", name: `Foxes ${i}` }));
  expect(answers).toContainEqual({ ok: false, error: "too_fast" });

  expect(await ann.request("host", { command: "resetTeams" })).toEqual({ ok: false, error: "host_only" });
  expect(await host.request("host", { command: "resetTeams" })).toEqual({ ok: true });
  await host.until((view) => view.teams.every(({ name }) => name === "") && view.teams[1]?.colour === "blue");
  await Promise.all([host, ann, bob, cleo].map((seat) => seat.leave()));
});
