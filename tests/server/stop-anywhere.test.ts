import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { openCluster } from "../../server/store/postgres/embedded/cluster.ts";
import { canMakeDisks, smallDisk } from "../support/small-disk.ts";
import { isAlive, startThumbwar, stopThumbwars } from "../support/started-thumbwar.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterAll(stopThumbwars);

/** Ids of all processes whose command line or environment names a folder. */
function processesOf(folder: string): number[] {
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      const text = readFileSync(`/proc/${pid}/cmdline`, "utf8") + readFileSync(`/proc/${pid}/environ`, "utf8");
      return text.includes(folder) ? [pid] : [];
    } catch {
      return []; // it has ended
    }
  });
}

/** Asks it to stop and expects that nothing of it is left. Before its first line runs, the signal itself ends it. */
async function stopsCleanly(thumbwar: ReturnType<typeof startThumbwar>): Promise<void> {
  thumbwar.kill("SIGTERM");
  expect([0, null]).toContain((await thumbwar.ended).code);
  expect(openCluster(thumbwar.dataDir).isRunning()).toBe(false);
  expect(processesOf(thumbwar.dataDir)).toEqual([]);
}

describe.runIf(process.platform === "linux")("SIGTERM to npm start's process", () => {
  test.each([100, 300, 700, 1_100, 1_600, 2_500])(
    "%i ms after the very first start, in the middle of making the database or after it, leaves nothing running",
    { timeout: 120_000 },
    async (wait) => {
      const thumbwar = startThumbwar({});
      await sleep(wait * (0.7 + 0.6 * Math.random()));
      await stopsCleanly(thumbwar);
    },
  );

  test("during the pause before web is started again leaves nothing running, Postgres neither", {
    timeout: 120_000,
  }, async () => {
    const thumbwar = startThumbwar({ TRAINER: "off" });
    await thumbwar.url;
    const [web = 0] = thumbwar.children();
    process.kill(web, "SIGKILL");
    await expect.poll(() => isAlive(web), { interval: 1 }).toBe(false);
    await stopsCleanly(thumbwar);
  });

  test("while the database has just been killed leaves nothing running", { timeout: 120_000 }, async () => {
    const thumbwar = startThumbwar({});
    await thumbwar.url;
    for (const pause of [0, 150]) {
      const postgres = openCluster(thumbwar.dataDir).pid();
      if (postgres !== null) process.kill(postgres, "SIGKILL");
      await sleep(pause);
    }
    await stopsCleanly(thumbwar);
  });

  test("while a database elsewhere is waited for ends at once", { timeout: 120_000 }, async () => {
    const thumbwar = startThumbwar({ DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none" });
    await sleep(2_500);
    const asked = performance.now();
    await stopsCleanly(thumbwar);
    expect(performance.now() - asked).toBeLessThan(10_000);
  });
});

describe("npm start tells in one sentence what is wrong with the data folder:", () => {
  async function complaintAbout(dataDir: string): Promise<string> {
    const { code, errors } = await startThumbwar({ DATA_DIR: dataDir }).ended;
    expect(code).toBe(1);
    return errors.trim();
  }

  test("a file in its place", async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, "data");
    writeFileSync(path, "a file");
    expect(await complaintAbout(path)).toBe(
      `The data folder ${path} can't be made, because there is a file in its place. Move the file away, or set DATA_DIR to another folder.`,
    );
    folder.remove();
  });

  test.runIf(canMakeDisks())("a full disk, and a read-only one", async () => {
    const disk = smallDisk(8);
    try {
      expect(await complaintAbout(disk.path)).toBe(
        `The disk of the data folder ${disk.path} is full. Make room on it (at least 1 GB), or set DATA_DIR to another folder on another disk.`,
      );
      disk.makeReadOnly();
      expect(await complaintAbout(disk.path)).toMatch(/^Nothing can be written to the data folder .* read-only\. .*$/);
    } finally {
      disk.remove();
    }
  });
});
