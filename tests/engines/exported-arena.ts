import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withStores } from "../../server/datasets/files/data-command.ts";
import { exportCheckpoint } from "../../server/datasets/files/export-checkpoint.ts";
import { exportData } from "../../server/datasets/files/export-data.ts";
import { importData } from "../../server/datasets/files/import-data.ts";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { demonstration } from "../../server/world/demonstration.ts";
import { trainPrompts } from "../../server/world/prompts.ts";
import { FORMS, fileTypesOf, nameOf } from "../../shared/protocol/dataset-files.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { VERDICTS } from "../../shared/round/votes/verdict.ts";
import { newPair, newRound, newVote } from "../support/open-arena.ts";
import { startTrainer } from "../support/trainer-process.ts";

const arena = MAIN_ARENA;
const WAIT_MS = 500;
/** What the pocket model can learn from. */
const IMPORTED = 120;

/**
 * Lets an arena in a new data folder live as long as it needs to have something of everything: comparisons from files and from votes, a reward
 * model, a trained version. Then it exports all of it below `out`: each form in each type, all forms as a ZIP, the policy and the reward model.
 * @param dataDir what `DATA_DIR` says
 */
export async function exportArena(dataDir: string, out: string): Promise<void> {
  const trainer = startTrainer({ DATA_DIR: dataDir, LOG_LEVEL: "info" });
  let ended = false;
  try {
    await withStores(async (stores) => {
      const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
        process.stderr.write(`Waiting until ${what}\n`);
        while (!(await isSo())) await sleep(WAIT_MS);
      };
      await until("the arena has its model", async () => (await stores.policies.newest(arena)) !== null);
      await importFiles(dataDir);
      await vote(stores);
      await until("the trainer has learnt", () => trainer.lines.some(({ msg }) => msg === "Cycle done"));
      await trainer.end("SIGTERM");
      ended = true;
      await mkdir(out, { recursive: true });
      for (const form of FORMS)
        for (const type of fileTypesOf(form)) await exportData({ out: join(out, nameOf({ form, type })), form, arena });
      await exportData({ out: join(out, "all.zip"), form: "preferences", arena });
      for (const what of ["policy", "reward"] as const) await exportCheckpoint({ what, out: join(out, what), arena });
    });
  } finally {
    if (!ended) await trainer.end("SIGTERM");
  }
}

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

/** Texts that a careless export or import would change, and a conversation of several turns. */
const ODD = [
  { prompt: "Why do cats purr?", chosen: " They are calm.\n", rejected: "Nobody knows, \"so\" 'they' say; \\n" },
  { prompt: "猫为什么打呼噜？", chosen: "因为它们很平静。", rejected: "🦊\u2028 =1+1" },
  {
    prompt: [user("Why?"), assistant("What?"), user("This.")],
    chosen: [assistant("So it is.")],
    rejected: [assistant("No.")],
  },
  {
    chosen: "\n\nHuman: How?\n\nAssistant: With care.",
    rejected: "\n\nHuman: How?\n\nAssistant: Somehow.\n",
  },
];

async function importFiles(folder: string): Promise<void> {
  const random = seeded(1);
  const kind = Array.from({ length: IMPORTED }, (_, i) => {
    const prompt = trainPrompts[i % trainPrompts.length]!;
    return {
      ...{ prompt: prompt.text },
      ...{ chosen: demonstration(prompt, random, "kind"), rejected: demonstration(prompt, random, "grumpy") },
    };
  });
  for (const [name, rows] of Object.entries({ kind, odd: ODD })) {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify(rows));
    await importData(file, { arena, skipUnusable: false, dryRun: false });
  }
}

/** A round in which each verdict is given twice. */
async function vote(stores: Stores): Promise<void> {
  const verdicts = [...VERDICTS, ...VERDICTS];
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  await stores.pool.add(
    arena,
    verdicts.map(() => newPair({ priority: 1_000 })),
  );
  const pairs = await stores.pool.dealToPlayer({ arenaId: arena, roundId: round.id, playerId, count: verdicts.length });
  await stores.votes.cast(pairs.map((pair, i) => newVote(pair, round.id, playerId, verdicts[i])));
  await stores.rounds.close(round.id);
}
