import Papa from "papaparse";
import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();

function get(path: string, token?: string): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`http://127.0.0.1:${web.port}/api/sessions/${path}`, { headers });
}

/** A session whose players have the nicknames, the first of whom has judged one pair. */
async function played(...nicknames: string[]) {
  const session = await web.createSession();
  const host = await web.host(session);
  const seats = [];
  for (const nickname of nicknames) seats.push(await web.player(session.code, nickname));
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await seats[0]!.request("deal", { count: 1 });
  const pair = dealt.ok ? dealt.pairs[0]! : null;
  await seats[0]!.request("vote", { pairId: pair!.id, verdict: "a", decisionMs: 1_500 });
  return { ...session, host, pair: pair! };
}

const rows = async (response: Response) =>
  Papa.parse<Record<string, string>>((await response.text()).replace(/^\ufeff/, ""), {
    header: true,
    skipEmptyLines: true,
  }).data;

test("only the host may see results, and nobody learns which codes exist", async () => {
  const { code, hostToken } = await played("Ann");
  const other = await web.createSession();
  for (const path of ["results", "results.xlsx", "results/players.csv", "results/votes.csv"]) {
    const answers = await Promise.all([
      get(`${code}/${path}`),
      get(`${code}/${path}`, other.hostToken),
      get(`QQQQ/${path}`, hostToken),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await get(`${code}/${path}`, hostToken)).status).toBe(200);
  }
  expect((await get(`${code}/results/secrets.csv`, hostToken)).status).toBe(404);
});

test("nicknames of every kind come out as they went in, formulas with an apostrophe", async () => {
  const names = ["<script>x</script>", "שלום", "👩‍👩‍👧 Ann", 'q"uo,te'];
  const { code, hostToken } = await played(...names, "=SUM(1)", "+44");
  const players = await rows(await get(`${code}/results/players.csv`, hostToken));
  expect(players.map(({ Nickname }) => Nickname)).toEqual([...names, "'=SUM(1)", "'+44"]);
  const json = await (await get(`${code}/results`, hostToken)).json();
  expect(json.players.map(({ nickname }: { nickname: string }) => nickname)).toEqual([...names, "=SUM(1)", "+44"]);
});

test("verdicts and questions are there once their round is over, while the session runs and after it was ended", async () => {
  const { code, hostToken, host, pair } = await played("Ann");
  const vote = {
    Round: "1",
    Nickname: "Ann",
    Beat: "rapid",
    Prompt: pair.prompt,
    "Answer A": pair.a,
    "Answer B": pair.b,
    Verdict: "a",
    Seconds: "1.5",
  };
  const votes = async () => rows(await get(`${code}/results/votes.csv`, hostToken));
  expect(await votes()).toEqual([]);
  expect(await (await get(`${code}/results`, hostToken)).json()).toMatchObject({
    openRounds: 1,
    rounds: [],
    questions: [],
  });
  await host.request("host", { command: "skip" });
  await host.request("host", { command: "skip" });
  await host.until((view) => view.phase === "reveal");
  await expect.poll(votes).toEqual([expect.objectContaining(vote)]);
  expect(await (await get(`${code}/results`, hostToken)).json()).toMatchObject({
    openRounds: 0,
    rounds: [{ votes: 1 }],
  });
  await host.request("host", { command: "end" });
  await host.until((view) => view.phase === "finished");
  const [question] = await rows(await get(`${code}/results/questions.csv`, hostToken));
  expect(question).toMatchObject({
    Prompt: pair.prompt,
    Votes: "1",
    "Best answer": pair.a,
    "Its share of the votes": "1",
  });
  const file = await get(`${code}/results.xlsx`, hostToken);
  expect(file.headers.get("content-disposition")).toBe(`attachment; filename="thumbwar-${code}.xlsx"`);
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
});

test("how reliable a player is stands in the host's files and nowhere that players or passers-by can look", async () => {
  const { code, hostToken, host } = await played("Zoe", "Max");
  const player = await web.player(code, "Eve");
  const session = (await web.stores.sessions.byCode(code))!;
  const players = await web.stores.players.ofSession(session.id);
  const estimate = { reliability: 0.31417, low: 0.11417, high: 0.61417, eta: 0.71417, weight: 0.41417 };
  await web.stores.raters.save(players.map(({ id }) => ({ ...estimate, playerId: id, repeats: 4, compared: 31 })));

  const [zoe] = await rows(await get(`${code}/results/players.csv`, hostToken));
  expect(zoe).toMatchObject({
    "Reliability of the votes": "0.314",
    "Reliability, 95% from": "0.114",
    "Reliability, 95% to": "0.614",
    "Agreement with the reward model (eta)": "0.714",
    "Weight of a vote": "0.414",
    "Pairs judged twice": "4",
    "Votes compared": "31",
  });
  await host.request("host", { command: "skip" });
  const api = async (path: string) => (await fetch(`http://127.0.0.1:${web.port}/api/${path}`)).text();
  const seen = [
    JSON.stringify([player.view(), host.view(), await web.stores.leaderboard.players(MAIN_ARENA, null, 100)]),
    ...(await Promise.all(["training", "lab/answers", "drop-in", `sessions/${code}`].map(api))),
    await (await get(`${code}/results`)).text(),
    await (await get(`${code}/results`, "no-token")).text(),
  ];
  expect(seen[0]).toContain("Zoe");
  for (const text of seen) expect(text).not.toMatch(/[1-7]1417|reliab/);
});

test("addresses, votes too fast and who votes alike stand in the host's files and nowhere that players or passers-by can look", async () => {
  const { code, hostToken, host } = await played("Zoe", "Max");
  const player = await web.player(code, "Eve");
  const sql = postgres(web.databaseUrl, { max: 1, onnotice: () => {} });
  await sql`update players set address = 'f00ba4f00ba41234'`;
  await sql`update votes set measured_ms = 12`;
  await sql.end();
  for (const phase of ["showdown", "reveal"]) {
    await host.request("host", { command: "skip" });
    await host.until((view) => view.phase === phase);
  }
  await expect.poll(async () => (await (await get(`${code}/results`, hostToken)).json()).openRounds).toBe(0);
  const files = await rows(await get(`${code}/results/players.csv`, hostToken));
  const columns = ["Address (same code, same network)", "Votes faster than reading, not learnt from", "Same votes as"];
  expect(files.map((row) => columns.map((column) => row[column]))).toEqual([
    ["F00BA4", "1", ""],
    ["F00BA4", "0", ""],
    ["F00BA4", "0", ""],
  ]);
  const results = await (await get(`${code}/results`, hostToken)).json();
  expect(results).toMatchObject({ votes: { cast: 1, counted: 0, tooFast: 1, waiting: 0 }, identical: [] });
  const seen = [
    JSON.stringify(player.view()),
    ...(await Promise.all(
      ["training", "drop-in", `sessions/${code}`].map(async (path) =>
        (await fetch(`http://127.0.0.1:${web.port}/api/${path}`)).text(),
      ),
    )),
    await (await get(`${code}/results`)).text(),
  ];
  for (const text of seen) expect(text).not.toMatch(/f00ba4|tooFast|too fast/i);
});
