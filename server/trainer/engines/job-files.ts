import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ColumnSource, SchemaElement } from "hyparquet-writer";
import { preferenceOf } from "../../datasets/dataset-forms.ts";
import { weightFiles } from "../../ml/model/weight-files.ts";
import type { Comparison, ConversationTurn } from "../../ports/learning.ts";
import type { EngineJob, JobMaterial } from "../../ports/training-engine.ts";
import { configFiles } from "./trl-plan.ts";

/** What `trl` reads of an arena, in its job's folder. */
export const VOTES = "votes.parquet";
export const PROMPTS = "prompts.parquet";

const BASE = "base";
const BESIDE = /\.(json|jinja)$/;

/** A text, or messages where the model has a chat template: TRL then lays them out by it, as the arena does. */
type Said = string | readonly ConversationTurn[];

/**
 * Writes what `trl` reads, below the job's folder: preferences in its form with explicit prompts, prompts to answer, and a configuration for each of
 * its commands (https://huggingface.co/docs/trl/dataset_formats).
 * @param baseThere where the model lies that an adapter is added to, for whoever trains; without it, where it lies here
 * @throws Error where no comparison prefers an answer
 */
export async function writeJobFiles(
  job: Pick<EngineJob, "folder" | "method">,
  material: JobMaterial,
  baseThere = material.base,
): Promise<void> {
  const isChat = await hasChatTemplate(material.base);
  const said = (role: "user" | "assistant", content: string): Said => (isChat ? [{ role, content }] : content);
  const votes: { prompt: Said[]; chosen: Said[]; rejected: Said[] } = { prompt: [], chosen: [], rejected: [] };
  for await (const comparison of material.comparisons()) {
    const preference = preferenceOf(textsOf(comparison));
    if (preference === null) continue;
    const { turns } = comparison;
    votes.prompt.push(isChat && turns ? turns : said("user", preference.prompt));
    votes.chosen.push(said("assistant", preference.chosen));
    votes.rejected.push(said("assistant", preference.rejected));
  }
  if (votes.prompt.length === 0)
    throw new Error("None of the arena's comparisons prefers an answer, so there is nothing to train on. Play on");
  const prompts = { prompt: material.prompts.map((prompt) => said("user", prompt)) };
  await writeTable(join(job.folder, VOTES), votes);
  await writeTable(join(job.folder, PROMPTS), prompts);
  const base = material.adapter === null ? await copyBase(material.base, job.folder) : baseThere;
  const sources = { ...material, base, ...(await sizesOf(material.base)) };
  for (const [name, config] of Object.entries(configFiles(job.method, sources)))
    await writeFile(join(job.folder, name), config);
}

/** Whole models are small, and may lie where only this machine can read them: the job gets a copy. */
async function copyBase(base: string, folder: string): Promise<string> {
  await mkdir(join(folder, BASE));
  const beside = (await readdir(base)).filter((name) => BESIDE.test(name));
  for (const name of [...beside, ...(await weightFiles(base))])
    await copyFile(join(base, name), join(folder, BASE, name));
  return BASE;
}

const textsOf = ({ prompt, a, b, label, bothBad }: Comparison) => ({ prompt, a: a.text, b: b.text, label, bothBad });

async function hasChatTemplate(base: string): Promise<boolean> {
  if ((await readIfThere(join(base, "chat_template.jinja"))) !== null) return true;
  const config = await readIfThere(join(base, "tokenizer_config.json"));
  return config !== null && Boolean((JSON.parse(config) as { readonly chat_template?: unknown }).chat_template);
}

/** Tokens that the model reads at once, and its blocks. */
async function sizesOf(base: string): Promise<{ readonly context: number; readonly layers: number }> {
  const config = JSON.parse(await readFile(join(base, "config.json"), "utf8")) as Readonly<Record<string, unknown>>;
  const { max_position_embeddings: context, num_hidden_layers: layers } = config;
  if (typeof context !== "number" || typeof layers !== "number")
    throw new Error(`${base}: config.json must tell max_position_embeddings and num_hidden_layers`);
  return { context, layers };
}

const readIfThere = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);

/** A column of texts, or of lists of messages, none of which is missing. */
function schemaOf(name: string, isChat: boolean): SchemaElement[] {
  const text = (field: string): SchemaElement => ({
    name: field,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    repetition_type: "REQUIRED",
  });
  if (!isChat) return [text(name)];
  return [
    { name, repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "REQUIRED", num_children: 2 },
    text("role"),
    text("content"),
  ];
}

async function writeTable(path: string, columns: Readonly<Record<string, readonly Said[]>>): Promise<void> {
  const { parquetWriteFile } = await import("hyparquet-writer"); // large, and only jobs need it
  const columnData: ColumnSource[] = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }));
  const ofColumns = Object.entries(columns).flatMap(([name, data]) => schemaOf(name, typeof data[0] !== "string"));
  const schema = [{ name: "root", num_children: columnData.length }, ...ofColumns];
  await parquetWriteFile({ filename: path, columnData, schema });
}
