import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";

const PACKAGE = "@tensorflow/tfjs-node"; // optional: installed by the user or not at all

/** Where `npm run engine:tensorflow` installs it: a folder below the project's, so that both use the project's TensorFlow.js. */
export const TENSORFLOW_FOLDER = fileURLToPath(new URL("../../../.cache/engines/tensorflow", import.meta.url));

/** The version that goes with the project's TensorFlow.js: they register kernels in one registry. */
export const TENSORFLOW_JS = tf.version.tfjs;

const require = createRequire(import.meta.url);

/** The entry of the package: of the project's own installation, or of the user's. */
function entryOf(): string {
  const folders = [TENSORFLOW_FOLDER, path.dirname(fileURLToPath(import.meta.url))];
  try {
    return require.resolve(PACKAGE, { paths: folders });
  } catch {
    throw new Error("@tensorflow/tfjs-node is not installed; run `npm run engine:tensorflow`");
  }
}

/**
 * Makes the backend "tensorflow" known to TensorFlow.js. TensorFlow works with one thread and keeps its remarks to itself, unless the
 * environment says otherwise. Throws an Error that says what to do where the package is missing or can't be loaded.
 */
export async function loadTensorflow(): Promise<void> {
  const previous = tf.getBackend(); // the package makes its own backend the one in use
  const entry = entryOf();
  const quiet = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2" };
  Object.assign(process.env, { ...quiet, ...process.env });
  restoreRemovedFunctions();
  try {
    await import(pathToFileURL(entry).href);
  } catch (error) {
    const [first] = (error as Error).message.split("\n");
    throw new Error(`${entry} can't be loaded (${first}); delete that package and run \`npm run engine:tensorflow\``);
  }
  if (previous) tf.setBackend(previous);
}

/** Node 23 removed two functions of `util` that the package calls. It reads them when it needs them. */
function restoreRemovedFunctions(): void {
  const util = require("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
