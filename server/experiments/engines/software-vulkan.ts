import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { type Environment, runTool } from "./tools.ts";

const FOLDER = fileURLToPath(new URL("../../../.cache/engines/swiftshader", import.meta.url));
const MANIFEST = join(FOLDER, "vk_swiftshader_icd.json");

/** The variable by which Vulkan's loader finds a driver. */
export const VULKAN_DRIVER = "VK_ICD_FILENAMES";
/** The loader itself, which machines without a GPU may lack. It lies beside the driver. */
export const VULKAN_LOADER = "libvulkan.so.1";

/**
 * A Vulkan driver that computes on the CPU, so that WebGPU can be tested where there is no GPU: SwiftShader, which comes with the
 * Chromium of the development packages. It shows what is right, and nothing about speed.
 * @returns its folder, and the variables with which a process finds driver and loader
 * @throws Error saying why there is none here
 */
export async function softwareVulkan(env: Environment): Promise<{ folder: string; variables: Environment }> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`no Vulkan driver in software is at hand for ${process.platform} on ${process.arch}`);
  const libraries = [FOLDER, env.LD_LIBRARY_PATH].filter((path) => path !== undefined).join(":");
  const found = { folder: FOLDER, variables: { [VULKAN_DRIVER]: MANIFEST, LD_LIBRARY_PATH: libraries } };
  if (existsSync(MANIFEST)) return found;
  const archive = await readFile(join(packageFolder(), "bin/swiftshader.tar.br"));
  await mkdir(dirname(FOLDER), { recursive: true });
  const partial = await mkdtemp(`${FOLDER}.`);
  try {
    const tar = join(partial, "swiftshader.tar");
    await writeFile(tar, await promisify(brotliDecompress)(archive));
    await runTool("unpacking SwiftShader", { command: "tar", args: ["-xf", tar] }, { cwd: partial, env });
    await rm(tar);
    await rename(partial, FOLDER).catch((error: Error) => {
      if (!existsSync(MANIFEST)) throw error; // another process was first
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return found;
}

function packageFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
  } catch (cause) {
    throw new Error("@sparticuz/chromium is not installed. Run npm ci without --omit=dev", { cause });
  }
}
