import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EndpointConfig } from "../../endpoint-config.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { openConstitution, principlesNamed } from "../constitution/arena-constitution.ts";
import type { Spent } from "../endpoint/budget.ts";
import { type ChatClient, configuredClient } from "../endpoint/chat-client.ts";
import { endpointJudge } from "./endpoint-judge.ts";
import type { Judge } from "./judge.ts";
import { rewardModelJudge, type Trunk } from "./reward-model-judge.ts";
import { readRules, rulesJudge } from "./rules-judge.ts";
import { tasteJudge } from "./taste-judge.ts";

/** What some judges are made of. */
export interface JudgeSources {
  readonly trunk: Trunk;
  /** @throws Error that says what to set when no endpoint is configured */
  readonly openClient: () => ChatClient;
}

const isTaste = (name: string): name is keyof typeof namedTastes => Object.hasOwn(namedTastes, name);

/** Judges that need no file. */
export const isBuiltIn = (name: string): boolean => name === "endpoint" || isTaste(name);

/**
 * Opens the judge that `name` stands for: `endpoint`, a named taste, a `.json` file of rules, or the folder of a reward model.
 * @throws Error that says what can be named
 */
export async function openJudge(name: string, { trunk, openClient }: JudgeSources): Promise<Judge> {
  if (name === "endpoint") return endpointJudge(openClient());
  if (isTaste(name)) return tasteJudge(name, namedTastes[name].score);
  if (name.endsWith(".json")) {
    const json = await readFile(name, "utf8").catch(() => null);
    if (json === null) throw new Error(`There is no rule set ${name}. ${CHOICES}`);
    return rulesJudge(basename(name, ".json"), readRules(json, name));
  }
  const found = await stat(name).catch(() => null);
  if (!found?.isDirectory()) throw new Error(`No judge is called ${JSON.stringify(name)}. ${CHOICES}`);
  return rewardModelJudge(basename(name), await loadRewardModel(name), trunk);
}

const CHOICES = `A judge is "endpoint", a taste (${Object.keys(namedTastes).join(", ")}), a .json file of rules, or the folder of a reward model.`;

/** A judge that was opened, and what its endpoint has been asked, with what was asked before it was opened. */
export interface OpenedJudge {
  readonly judge: Judge;
  readonly spent: () => Spent;
}

/** Opens judges by the names that an arena's settings may hold. */
export type JudgeOpener = (name: string, before: Spent) => Promise<OpenedJudge>;

/**
 * Opens judges for an arena: `constitution: ` and its principles, `endpoint`, a taste, or NAME. NAME stands for `judges/NAME.json` (rules) or
 * `judges/NAME` (a reward model's folder) below the data folder, so that settings can name no other file of the machine.
 */
export function arenaJudges(dataDir: string, endpoint: EndpointConfig | null, trunk: Trunk): JudgeOpener {
  const folder = join(dataDir, "judges");
  return async (name, before) => {
    let client: ChatClient | null = null;
    const openClient = () => (client ??= configuredClient(endpoint, before));
    const spent = () => client?.spent ?? before;
    const principles = principlesNamed(name);
    if (principles !== null) return { judge: openConstitution(name, principles, endpoint !== null, openClient), spent };
    const judge = await openJudge(isBuiltIn(name) ? name : await inFolder(folder, name), { trunk, openClient });
    return { judge, spent };
  };
}

async function inFolder(folder: string, name: string): Promise<string> {
  const paths = /^[\w-]{1,100}$/.test(name) ? [join(folder, `${name}.json`), join(folder, name)] : [];
  for (const path of paths) if ((await stat(path).catch(() => null)) !== null) return path;
  throw new Error(
    `There is no judge ${JSON.stringify(name)}: put NAME.json (rules) or NAME (a reward model's folder) into ${folder}.`,
  );
}
