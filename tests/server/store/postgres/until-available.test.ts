import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { DROP_IN } from "../../../../server/game/round/drop-in.ts";
import { patientStores } from "../../../../server/store/postgres/until-available.ts";
import { withStores } from "../../../support/open-arena.ts";

const opened = withStores();

/** Fails as a database that is away does, once. */
function awayOnce<Given extends unknown[], T>(work: (...given: Given) => Promise<T>) {
  let isAway = true;
  return async (...given: Given): Promise<T> => {
    if (!isAway) return work(...given);
    isAway = false;
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
}

test("what the web process asks while it opens waits for a database that is away", async () => {
  const { bus, installation, sessions } = opened.stores;
  const said: string[] = [];
  const log = { info: (line: string) => void said.push(line), warn: (line: string) => void said.push(line) };
  const away = {
    ...opened.stores,
    bus: { ...bus, listen: awayOnce(bus.listen) },
    installation: { secret: awayOnce(installation.secret) },
    sessions: { ...sessions, dropIn: awayOnce(sessions.dropIn) },
  };
  const stores = patientStores(away, { log, signal: new AbortController().signal });
  expect(await stores.installation.secret()).toBe(await installation.secret());
  const stop = await stores.bus.listen(
    () => {},
    () => {},
  );
  await stop();
  expect(await stores.sessions.dropIn(DROP_IN)).toEqual(await sessions.dropIn(DROP_IN));
  const once = ["Waiting for the database (connect ECONNREFUSED)", "The database answers"];
  expect(said).toEqual([...once, ...once, ...once]);
});

/** A driver whose server goes in the middle of a transaction, which then asks for more. Prints what the driver's error is taken for. */
const STUCK = `
import { connect as dial } from "node:net";
import postgres from "postgres";
import { isStuckConnection } from "./server/store/postgres/until-available.ts";
process.on("uncaughtException", (error) => {
  console.log(error.message, isStuckConnection(error), isStuckConnection(new TypeError(error.message)));
  process.exit(0);
});
const { hostname, port } = new URL(process.env.DATABASE_URL);
let socket;
const sql = postgres(process.env.DATABASE_URL, { max: 1, socket: () => (socket = dial(Number(port), hostname)) });
await sql.begin(async (transaction) => {
  await transaction\`select 1\`;
  socket.emit("close", false);
  await transaction\`select 2\`;
}).catch(() => {});
`;

test("the driver's error that leaves a connection stuck is told from others", async () => {
  const env = { ...process.env, DATABASE_URL: opened.url };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", STUCK], {
    env,
    timeout: 20_000,
  });
  expect(stdout.trim()).toBe("Cannot read properties of null (reading 'write') true false");
});
