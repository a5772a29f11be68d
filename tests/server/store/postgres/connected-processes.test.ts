import { expect, test } from "vitest";
import { tellConnected } from "../../../../server/store/postgres/connected-processes.ts";
import { withStores } from "../../../support/open-arena.ts";

const opened = withStores();

/** What a process says of the others when it starts. */
async function told(node: string | null): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  await tellConnected(opened.stores, node, log);
  return lines;
}

test("whoever starts says which web processes and which trainer are on its database, and not itself", async () => {
  const { stores } = opened;
  expect(await told("web-1")).toEqual(["Nothing else runs on this database yet"]);
  const first = await stores.claimNode({ name: "web-1", alone: false });
  expect(await told("web-1")).toEqual(["Nothing else runs on this database yet"]);
  const second = await stores.claimNode({ name: "web-2", alone: false });
  const seat = await stores.electTrainer();
  if (typeof first === "string" || typeof second === "string" || seat === null) throw new Error("Nobody else is there");
  expect(await told("web-1")).toEqual(["Also on this database: a trainer (127.0.0.1), web process web-2 (127.0.0.1)"]);
  expect(await told(null)).toEqual([
    "Also on this database: web process web-1 (127.0.0.1), web process web-2 (127.0.0.1)",
  ]);
  await Promise.all([first.release(), second.release(), seat.release()]);
  await expect.poll(() => told("web-1")).toEqual(["Nothing else runs on this database yet"]);
});
