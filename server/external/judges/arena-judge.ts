import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { EndpointConfig } from "../../config.ts";
import { openConstitution, principlesNamed } from "../constitution/arena-constitution.ts";
import type { Spent } from "../endpoint/budget.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import { configuredClient } from "./configured-client.ts";
import type { Judge } from "./judge.ts";
import { isBuiltIn, openJudge } from "./open-judge.ts";
import type { Trunk } from "./reward-model-judge.ts";

/** A judge that was opened, and what its endpoint has been asked, with what was asked before it was opened. */
export interface OpenedJudge {
  readonly judge: Judge;
  readonly spent: () => Spent;
}

/** Opens judges by the names that an arena's settings may hold. */
export type JudgeOpener = (name: string, before: Spent) => Promise<OpenedJudge>;

/**
 * `constitution: ` and its principles, `endpoint`, a taste, or NAME for `judges/NAME.json` (rules) or `judges/NAME` (a reward model's folder) below the data folder: whoever
 * may change an arena's settings can name no other file of the machine.
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
