import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import { endpointJudge } from "./endpoint-judge.ts";
import type { Judge } from "./judge.ts";
import { rewardModelJudge, type Trunk } from "./reward-model-judge.ts";
import { readRules, rulesJudge } from "./rules-judge.ts";
import { tasteJudge } from "./taste-judge.ts";

export interface JudgeSources {
  readonly trunk: Trunk;
  /** Throws a message that says what to set when no endpoint is configured. */
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
