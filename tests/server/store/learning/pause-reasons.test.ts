import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { externalModelsBoard, judgeBoard } from "../../../../server/web/spectators/external-models-board.ts";
import { withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

test.each([
  "http://10.0.0.7:11434/v1/chat/completions can't be reached: connect ECONNREFUSED 10.0.0.7:11434",
  'The endpoint refuses the key (HTTP 401 "bad key sk-old-secret"). Check ENDPOINT_KEY, or the key in CONTESTANTS.',
  'There is no judge "x": put NAME.json (rules) or NAME (a reward model\'s folder) into /home/teacher/data/judges.',
])("a text that an earlier server stored reaches no board: %s", async (stored) => {
  const { judgements, externalModels } = opened.stores;
  const spent = { paused: "busy", pausedUntil: null, calls: 1, tokens: 1 } as const;
  await judgements.setState(arenaId, { judge: "endpoint:small", share: 0.5, ...spent });
  await externalModels.setState(arenaId, { name: "oracle", share: 0.5, unusable: 0, ...spent });
  const boards = async () => [
    await judgeBoard(judgements, arenaId),
    await externalModelsBoard(externalModels, arenaId),
  ];
  expect(await boards()).toMatchObject([
    { paused: { reason: "busy" } },
    { contestants: [{ paused: { reason: "busy" } }] },
  ]);

  const sql = postgres(opened.url, { max: 1, onnotice: () => {} });
  await sql`update ai_judges set paused = ${stored}`;
  await sql`update contestants set paused = ${stored}`;
  await sql.end();
  expect(await boards()).toMatchObject([
    { paused: { reason: "failed" } },
    { contestants: [{ paused: { reason: "failed" } }] },
  ]);
  expect(JSON.stringify(await boards())).not.toContain(stored.slice(0, 20));
});
