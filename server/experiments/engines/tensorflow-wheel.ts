import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { answers, type Environment, runTool } from "./tools.ts";

/** A package of PyPI that holds TensorFlow's libraries and headers for one platform. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  readonly file: string;
  /** pip's name of the platform. */
  readonly platform: string;
  readonly sha256: string;
  readonly megabytes: number;
}

/** Of which Python a wheel is makes no difference here: nothing but C libraries and headers is taken. */
const PYTHON = "3.12";

/** By `process.platform` and `process.arch`. */
export const WHEELS: Readonly<Record<string, Wheel>> = {
  "linux-x64": {
    project: "tensorflow-cpu",
    version: "2.21.0",
    file: "tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl",
    platform: "manylinux_2_27_x86_64",
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    megabytes: 274,
  },
  "linux-arm64": {
    project: "tensorflow",
    version: "2.21.0",
    file: "tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl",
    platform: "manylinux_2_27_aarch64",
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
    megabytes: 282,
  },
};

/**
 * Puts a wheel into a folder: by pip, which knows the user's mirror and certificates, or straight from pypi.org where there is no pip.
 * @returns its path
 * @throws Error saying what failed, and where its bytes are not the known ones
 */
export async function fetchWheel(wheel: Wheel, folder: string, env: Environment): Promise<string> {
  const path = join(folder, wheel.file);
  if (existsSync(path)) await checkSum(path, wheel);
  else if (await answers({ command: "python3", args: ["-m", "pip", "--version"] }, env))
    await byPip(wheel, folder, env);
  else await byHttps(wheel, path);
  return path;
}

async function byPip(wheel: Wheel, folder: string, env: Environment): Promise<void> {
  const args = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", folder];
  const which = ["--platform", wheel.platform, "--python-version", PYTHON, `${wheel.project}==${wheel.version}`];
  await runTool("downloading TensorFlow", { command: "python3", args: [...args, ...which] }, { cwd: folder, env });
  const path = join(folder, wheel.file);
  if (!existsSync(path)) throw new Error(`downloading TensorFlow: pip chose another file than ${wheel.file}`);
  await checkSum(path, wheel);
}

/** PyPI's index in JSON (PEP 691). */
async function byHttps(wheel: Wheel, path: string): Promise<void> {
  const index = `https://pypi.org/simple/${wheel.project}/`;
  const found = await get(index, { accept: "application/vnd.pypi.simple.v1+json" });
  const { files } = (await found.json()) as { readonly files: readonly { filename: string; url: string }[] };
  const url = files.find(({ filename }) => filename === wheel.file)?.url;
  if (url === undefined) throw new Error(`downloading TensorFlow: ${index} lists no ${wheel.file}`);
  const { body } = await get(url, {});
  await pipeline(body as AsyncIterable<Uint8Array>, createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  await checkSum(path, wheel);
}

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const failed = (why: string) =>
    new Error(`downloading TensorFlow: ${url} ${why}; where a mirror or a proxy is needed, install pip and set it up`);
  const response = await fetch(url, { headers }).catch((error: Error) => {
    throw failed(`can't be reached (${(error.cause as Error | undefined)?.message ?? error.message})`);
  });
  if (!response.ok) throw failed(`answers ${response.status}`);
  return response;
}

/** Deletes a file with other bytes, so that the next run downloads it again. */
async function checkSum(path: string, wheel: Wheel): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const found = hash.digest("hex");
  if (found === wheel.sha256) return;
  await rm(path);
  throw new Error(`${path} was damaged on its way (SHA-256 ${found}, not ${wheel.sha256}); it is deleted: run again`);
}
