import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { ARCHIVE, FORM_FILES, nameOf } from "../../../../shared/protocol/dataset-files.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();

function get(code: string, file: string, token?: string): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`http://127.0.0.1:${web.port}/api/sessions/${code}/data/${file}`, { headers });
}

/** A session that was ended after each nickname's player preferred the second answer of one pair. */
async function played(...nicknames: string[]) {
  const session = await web.createSession();
  const host = await web.host(session);
  const seats = [];
  for (const nickname of nicknames) seats.push(await web.player(session.code, nickname));
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const preferences = [];
  for (const seat of seats) {
    const dealt = await seat.request("deal", { count: 1 });
    const pair = dealt.ok ? dealt.pairs[0]! : null;
    await seat.request("vote", { pairId: pair!.id, verdict: "b", decisionMs: 1_500 });
    preferences.push({ prompt: pair!.prompt, chosen: pair!.b, rejected: pair!.a });
  }
  await host.request("host", { command: "end" });
  await host.until((view) => view.phase === "finished");
  return { ...session, preferences };
}

const rows = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

test("only the host may take data home, and nobody learns which codes exist", async () => {
  const { code, hostToken } = await played("Ann");
  const other = await web.createSession();
  for (const file of [ARCHIVE, ...FORM_FILES.map(nameOf)]) {
    const refused = await Promise.all([
      get(code, file),
      get(code, file, other.hostToken),
      get("QQQQ", file, hostToken),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    const sent = await get(code, file, hostToken);
    expect(sent.status).toBe(200);
    expect(sent.headers.get("content-disposition")).toBe(`attachment; filename="thumbwar-${code}-${file}"`);
    expect(sent.headers.get("cache-control")).toBe("no-store");
    expect((await sent.arrayBuffer()).byteLength).toBe(Number(sent.headers.get("content-length")));
  }
  expect((await get(code, "battles.parquet", hostToken)).status).toBe(404);
  expect((await get(code, "..%2f..%2fpackage.json", hostToken)).status).toBe(404);
});

test("files hold that session's verdicts alone, as JSONL and as Parquet, and no name", async () => {
  const { code, hostToken, preferences } = await played("Ann", "Ben");
  await played("Cleo");
  const jsonl = rows(await (await get(code, "preferences.jsonl", hostToken)).text());
  expect(jsonl).toHaveLength(2);
  expect(jsonl).toEqual(expect.arrayContaining(preferences));
  const file = await (await get(code, "preferences.parquet", hostToken)).arrayBuffer();
  expect(await parquetReadObjects({ file })).toEqual(jsonl);
  const battles = await (await get(code, "battles.jsonl", hostToken)).text();
  expect(rows(battles).map(({ winner, model_a }) => [winner, model_a])).toEqual(Array(2).fill(["model_b", "policy-1"]));
  expect(battles).not.toMatch(/Ann|Ben/);
});

test("the archive holds every form and its card; several at once come whole", async () => {
  const { code, hostToken } = await played("Ann");
  const archives = await Promise.all([1, 2, 3].map(async () => (await get(code, ARCHIVE, hostToken)).arrayBuffer()));
  for (const archive of archives) {
    const bytes = Buffer.from(archive);
    for (const name of ["README.md", ...FORM_FILES.map(nameOf)]) expect(bytes.includes(name)).toBe(true);
  }
});

test("a session in which nobody has judged gives empty files that can be read", async () => {
  const { code, hostToken } = await web.createSession();
  expect(await (await get(code, "unpaired.jsonl", hostToken)).text()).toBe("");
  const file = await (await get(code, "unpaired.parquet", hostToken)).arrayBuffer();
  expect(await parquetReadObjects({ file })).toEqual([]);
});
