import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the libraries of Python are, which the round trip needs and nothing else. */
const FOLDER = resolve(
  process.env.ENGINES_VENV || fileURLToPath(new URL("../../.cache/engines-venv", import.meta.url)),
);

export const VENV = {
  folder: FOLDER,
  python: process.platform === "win32" ? join(FOLDER, "Scripts", "python.exe") : join(FOLDER, "bin", "python"),
} as const;

/** What is installed: the newest of each, since the exports are meant for them. */
export const LIBRARIES = ["trl", "transformers", "peft", "datasets", "torch", "ray[default]"] as const;
