import { readFile, stat, writeFile } from "node:fs/promises";
import { readConfig } from "../../config.ts";
import { principleJudge } from "../../external/constitution/arena-constitution.ts";
import {
  assertJudgeable,
  constitutionOf,
  readConstitution,
  type WrittenPrinciple,
} from "../../external/constitution/constitution.ts";
import { type ChatClient, configuredClient } from "../../external/endpoint/chat-client.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { ArenaId } from "../../ports/arena.ts";
import { readArenaComparisons } from "../models/preferences.ts";
import { stageBars } from "../terminal/progress.ts";
import { constitutionReport, reportTable } from "./constitution-report.ts";
import { agreementWithPeople, type PeopleAgreement } from "./measure-principles.ts";
import { type ConstitutionPlan, type ConstitutionRun, runConstitution } from "./run-constitution.ts";

export interface ConstitutionOptions extends Omit<ConstitutionPlan, "seed"> {
  /** A file, or principles separated by semicolons. */
  readonly principles: string;
  readonly folder: string;
  readonly out?: string;
  readonly seeds: number;
  /** Whose votes the principles are compared with. */
  readonly arena?: ArenaId;
  readonly json?: string;
}

/** Constitutional AI (Bai et al. 2022), with a report of what each principle did. */
export async function constitution(options: ConstitutionOptions): Promise<void> {
  const { folder, out, seeds, arena, json } = options;
  const principles = await readPrinciples(options.principles);
  const { endpoint } = readConfig(process.env);
  assertJudgeable(principles, endpoint !== null);
  let client: ChatClient | null = null;
  const openClient = () => (client ??= configuredClient(endpoint));
  const judges = principles.map((principle) => principleJudge(principle, openClient));
  const comparisons = arena === undefined ? null : await readArenaComparisons(arena);
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const engine = await openEngine("auto");
  const runs: ConstitutionRun[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const bars = stageBars(`seed ${seed} of ${seeds}`);
    const world = { engine, start, tokenizer, principles, judges, openClient, bars };
    const run = await runConstitution(world, { ...options, seed });
    if (run.rejected > 0) process.stderr.write(`seed ${seed}: the gate rejected ${run.rejected} candidates\n`);
    if (out !== undefined && seed === 1) await writeCheckpoint(out, run.checkpoint, folder);
    runs.push(run);
  }
  const agreements: (PeopleAgreement | null)[] = [];
  for (const judge of judges)
    agreements.push(comparisons === null ? null : await agreementWithPeople(comparisons, judge));
  const report = constitutionReport(principles, runs, agreements);
  process.stdout.write(`${reportTable(report)}\n\n${NOTES}\n`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ seeds, principles: report }, null, 1)}\n`);
  if (out !== undefined) process.stdout.write(`Written to ${out}${seeds > 1 ? " (seed 1)" : ""}\n`);
}

async function readPrinciples(given: string): Promise<readonly WrittenPrinciple[]> {
  const found = await stat(given).catch(() => null);
  if (found?.isFile()) return readConstitution(await readFile(given, "utf8"), given);
  const isPath = /[/\\]|\.(json|txt)$/.test(given);
  if (isPath) throw new Error(`There is no constitution file ${given}.`);
  return constitutionOf(
    given.split(";").filter((text) => text.trim() !== ""),
    "--principles",
  );
}

const NOTES = `decided: pairs on which the principle was the first, in an order drawn for each pair, to see a difference. revisions obey: of the
revisions asked for by this principle. start, revised, trained: share of answers to held-out prompts that obey it, of the starting policy,
after fine-tuning on revisions, and after PPO. plain reader: the same from start to trained, by rules on words that had no part in the
learning (plain-rules.ts). judge prefers: trained against start. In brackets 95% for other prompts and seeds.`;
