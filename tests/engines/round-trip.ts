/** `npm run engines:test`: what an arena exports is trained on by TRL's trainers and loaded by transformers and PEFT. Fails where anything fails. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { exportAdapter } from "./exported-adapter.ts";
import { exportArena } from "./exported-arena.ts";
import { VENV } from "./venv.ts";

const CHECKS = fileURLToPath(new URL("round-trip.py", import.meta.url));

async function test(folder: string): Promise<void> {
  const [dataDir, adopted, out] = ["arena", "adopted", "exports"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const one of [dataDir, adopted, out]) await mkdir(one);
  process.env.DATA_DIR = dataDir;
  await exportArena(dataDir, out);
  await exportAdapter(adopted, out);
  const { status } = spawnSync(VENV.python, [CHECKS, out], {
    stdio: "inherit",
    env: { ...process.env, HF_HUB_OFFLINE: "1" },
  });
  if (status !== 0) process.exitCode = 1;
}

if (existsSync(VENV.python)) {
  const folder = temporaryFolder();
  try {
    await test(folder.path);
  } finally {
    folder.remove();
  }
} else {
  process.stderr.write(`There is no Python in ${VENV.folder}. Run npm run engines:install, or set ENGINES_VENV.\n`);
  process.exitCode = 1;
}
