import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { openEngine, type Specs, type Tensors } from "../../ml/engine/engine.ts";
import { TENSORFLOW_FOLDER, TENSORFLOW_JS } from "../../ml/engine/tensorflow-backend.ts";
import { fetchWheel, WHEELS, type Wheel } from "./tensorflow-wheel.ts";
import { answers, type Environment, npmOf, runTool } from "./tools.ts";

const NODE_GYP = "13.1.0";
const TFJS_NODE = join(TENSORFLOW_FOLDER, "node_modules/@tensorflow/tfjs-node");
const DEPS = join(TFJS_NODE, "deps");
/** Version 8 of Node-API, which every Node from 16 on has: the addon needs no new build for a new Node. */
const NODE_API = "8";
const ADDON = join(TFJS_NODE, `lib/napi-v${NODE_API}/tfjs_binding.node`);
/** The names under which a wheel holds what the addon is linked with, and the linker's names. */
const LIBRARIES = [
  ["libtensorflow_cc.so.2", "libtensorflow.so"],
  ["libtensorflow_framework.so.2", "libtensorflow_framework.so"],
] as const;
/** Takes headers and libraries out of a wheel, which is a zip file. */
const UNPACK = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = ("tensorflow/include/", "tensorflow/libtensorflow_")
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;

interface Step {
  readonly what: string;
  readonly done: () => boolean;
  readonly work: () => Promise<void>;
}

/**
 * Installs the engine `tensorflow` into a folder of its own, and proves it. What an earlier run did is kept.
 * @param say what happens, a line at a time
 * @throws Error saying what is missing on this machine, or which step failed and why
 */
export async function installTensorflow(env: Environment, say: (line: string) => void): Promise<void> {
  const wheel = WHEELS[`${process.platform}-${process.arch}`];
  if (wheel === undefined) throw new Error(notHere());
  const steps = stepsOf(wheel, env);
  if (steps.some(({ done }) => !done())) await checkTools(env);
  for (const [i, { what, done, work }] of steps.entries()) {
    const kept = done();
    say(`${i + 1}/${steps.length + 1} ${what}${kept ? ": already there" : ""}`);
    if (!kept) await work();
  }
  say(`${steps.length + 1}/${steps.length + 1} A function and its gradient, compared with TensorFlow.js on the CPU`);
  await prove();
  say("The engine works. ENGINE=tensorflow npm start uses it.");
}

const notHere = () =>
  `There is no way of its own for ${process.platform} on ${process.arch}. Try the package's own download, which keeps package.json as it is:\n` +
  `  npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node@${TENSORFLOW_JS}`;

const stepsOf = (wheel: Wheel, env: Environment): readonly Step[] => [
  {
    what: `@tensorflow/tfjs-node ${TENSORFLOW_JS} and node-gyp ${NODE_GYP}, from npm, into ${TENSORFLOW_FOLDER}`,
    done: () => existsSync(join(TFJS_NODE, "package.json")),
    work: () => installPackages(env),
  },
  {
    what: `Libraries and headers of TensorFlow ${wheel.version}, from PyPI's ${wheel.project} (${wheel.megabytes} MB)`,
    done: () => existsSync(DEPS),
    work: () => unpackWheel(wheel, env),
  },
  {
    what: "The addon that links both, compiled by node-gyp (half a minute)",
    done: () => existsSync(ADDON),
    work: () => buildAddon(env),
  },
];

async function checkTools(env: Environment): Promise<void> {
  const compiler = env.CXX || "g++";
  const wanted = ["python3", "make", compiler];
  const found = await Promise.all(wanted.map((command) => answers({ command, args: ["--version"] }, env)));
  const missing = wanted.filter((_, i) => !found[i]);
  if (missing.length > 0)
    throw new Error(
      `The addon is compiled here, and ${missing.join(", ")} is missing. On Debian and Ubuntu: sudo apt-get install python3 make g++`,
    );
}

/** TensorFlow.js itself stays the project's: two copies would register every kernel twice. */
async function installPackages(env: Environment): Promise<void> {
  const partial = `${TENSORFLOW_FOLDER}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const dependencies = { "@tensorflow/tfjs-node": TENSORFLOW_JS, "node-gyp": NODE_GYP };
  await writeFile(join(partial, "package.json"), JSON.stringify({ private: true, dependencies }));
  const { command, args } = npmOf(env);
  const install = [...args, "install", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"];
  await runTool("installing @tensorflow/tfjs-node", { command, args: install }, { cwd: partial, env });
  for (const name of ["", "-core", "-data", "-layers", "-converter", "-backend-cpu", "-backend-webgl"])
    await rm(join(partial, `node_modules/@tensorflow/tfjs${name}`), { recursive: true, force: true });
  await rm(TENSORFLOW_FOLDER, { recursive: true, force: true });
  await rename(partial, TENSORFLOW_FOLDER);
}

async function unpackWheel(wheel: Wheel, env: Environment): Promise<void> {
  const place = { cwd: TENSORFLOW_FOLDER, env };
  const path = await fetchWheel(wheel, TENSORFLOW_FOLDER, env);
  const unpacked = join(TENSORFLOW_FOLDER, "wheel");
  await rm(unpacked, { recursive: true, force: true });
  await runTool("unpacking TensorFlow", { command: "python3", args: ["-c", UNPACK, path, unpacked] }, place);
  const partial = `${DEPS}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, "lib"), { recursive: true });
  await rename(join(unpacked, "tensorflow/include"), join(partial, "include"));
  for (const [library, linked] of LIBRARIES) {
    await rename(join(unpacked, "tensorflow", library), join(partial, "lib", library));
    await symlink(library, join(partial, "lib", linked));
  }
  await rename(partial, DEPS);
  await Promise.all([unpacked, path].map((rest) => rm(rest, { recursive: true })));
}

async function buildAddon(env: Environment): Promise<void> {
  const root = join(dirname(process.execPath), "..");
  // Our Node's package brings its headers; any other Node's are downloaded from nodejs.org by node-gyp.
  const headers = existsSync(join(root, "include/node/node_api.h")) ? [`--nodedir=${root}`] : [];
  const built = join(TFJS_NODE, "build/addon/tfjs_binding.node");
  const gyp = join(TENSORFLOW_FOLDER, "node_modules/node-gyp/bin/node-gyp.js");
  const names = [`--napi_build_version=${NODE_API}`, "--module_name=tfjs_binding", `--module_path=${dirname(built)}`];
  await runTool(
    headers.length > 0 ? "compiling the addon" : "compiling the addon (Node's headers come from nodejs.org)",
    { command: process.execPath, args: [gyp, "rebuild", ...headers, ...names] },
    { cwd: TFJS_NODE, env },
  );
  await mkdir(dirname(ADDON), { recursive: true });
  await copyFile(built, `${ADDON}.partial`);
  await rename(`${ADDON}.partial`, ADDON);
}

const PROOF: Specs = { x: { shape: [3, 4] }, w: { shape: [4, 2] } };
/** What single precision explains, and half as much again for another order of adding up. */
const TOLERANCE = 1e-5;

const lossAndGradient = ({ x, w }: Tensors): Tensors => {
  const loss = (w: tf.Tensor) => tf.logSoftmax(tf.matMul(x!, w)).square().mean() as tf.Scalar;
  const { value, grad } = tf.valueAndGrad(loss)(w!);
  return { value, grad };
};

async function prove(): Promise<void> {
  const values = { x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), w: new Float32Array(8).fill(0.3) };
  values.w[3] = -1;
  const [found, expected] = await Promise.all(
    (["tensorflow", "cpu"] as const).map(async (name) => {
      const compiled = await (await openEngine(name)).compile(lossAndGradient, PROOF);
      return compiled.run(values);
    }),
  );
  for (const [name, numbers] of Object.entries(expected!))
    for (const [i, number] of numbers.entries())
      if (!(Math.abs(found![name]![i]! - number) < TOLERANCE))
        throw new Error(`TensorFlow computes ${found![name]![i]} where ${number} is right (${name}, element ${i})`);
}
