import { spawn } from "node:child_process";

/** Environment variables as they were handed over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A program of this machine with its first arguments. */
export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
}

/** How many of a failed program's last lines an error quotes. */
const QUOTED = 12;
const KEPT = 20_000;

/**
 * Runs a program to its end and returns what it printed.
 * @param doing begins the error, as in "building the addon"
 * @throws Error quoting the last lines where the program is missing, fails or is killed
 */
export async function runTool(
  doing: string,
  { command, args }: Tool,
  place: { readonly cwd: string; readonly env: Environment },
): Promise<string> {
  const child = spawn(command, args, { ...place, env: { ...place.env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      printed = `${printed}${chunk}`.slice(-KEPT);
    });
  const ended = Promise.withResolvers<string>();
  child.once("error", (error: NodeJS.ErrnoException) =>
    ended.reject(new Error(error.code === "ENOENT" ? `${doing}: ${command} is not installed` : String(error.message))),
  );
  child.once("close", (code, signal) => {
    if (code === 0) ended.resolve(printed);
    const last = printed.trimEnd().split("\n").slice(-QUOTED).join("\n");
    ended.reject(new Error(`${doing}: ${command} ended with ${signal ?? `exit code ${code}`}\n${last}`));
  });
  return ended.promise;
}

/** Whether a program of this machine answers when it is asked for its version. */
export async function answers(tool: Tool, env: Environment): Promise<boolean> {
  try {
    await runTool("asking for its version", tool, { cwd: process.cwd(), env });
    return true;
  } catch {
    return false;
  }
}

/** The npm that started this process, or the one on the path. */
export const npmOf = (env: Environment): Tool =>
  env.npm_execpath ? { command: process.execPath, args: [env.npm_execpath] } : { command: "npm", args: [] };
