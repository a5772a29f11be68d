import { TOP_P } from "../../ml/model/generator.ts";
import type { PolicyRecord } from "../../ports/models.ts";
import type { RankAgreement } from "../../reward/distilled-score.ts";

/** The card that goes with a policy. */
export function policyCard({ version, parent, status, createdAt }: PolicyRecord): string {
  const origin = parent === null ? "the starting model" : `trained from version ${parent} by the votes of players`;
  return `---
library_name: transformers
pipeline_tag: text-generation
---

# Policy version ${version}

A Llama decoder of a Thumbwar arena, version ${version}: ${origin}. Status: ${status}. Made on ${createdAt.toISOString().slice(0, 10)}.

A prompt is \`<bos>question<sep>\`; the answer ends with \`<eos>\`. The chat template writes it so; tokenise its text with
\`add_special_tokens=False\`.
`;
}

const USE = `A prompt follows the model's own chat template, where it has one: \`apply_chat_template([{"role": "user", "content": question}],
add_generation_prompt=True)\`. Sample it at temperature 1 and top-p ${TOP_P}: that is how the answers were made which players judged.
`;

/** The card that goes with an adopted model into which what was learnt is merged. */
export const mergedCard = (policy: PolicyRecord, base: string): string => `---
library_name: transformers
pipeline_tag: text-generation
---

# Policy version ${policy.version}

${adapterOrigin(policy, base)} The adapter is merged into the weights.

${USE}`;

/** The card that goes with an adapter alone. */
export const adapterCard = (policy: PolicyRecord, base: string): string => `---
library_name: peft
---

# Adapter version ${policy.version}

${adapterOrigin(policy, base)}

${USE}`;

function adapterOrigin({ version, parent, status, createdAt }: PolicyRecord, base: string): string {
  const origin = parent === null ? "changes nothing yet" : `was trained from version ${parent} by the votes of players`;
  return (
    `A LoRA adapter to ${base}, which a Thumbwar arena adopted; version ${version} ${origin}. Status: ${status}. ` +
    `Made on ${createdAt.toISOString().slice(0, 10)}.`
  );
}

/** How far the exported head agrees with the arena's reward model on so many answers to held-out prompts. */
interface MeasuredAgreement extends RankAgreement {
  readonly answers: number;
}

export interface RewardFacts {
  /** On answers of the starting model and of the newest policy, as many of each. */
  readonly all: MeasuredAgreement;
  /** On those of the newest policy alone, which differ less. */
  readonly policys: MeasuredAgreement;
  /** Judged pairs that the arena's reward model was fitted to. */
  readonly comparisons: number;
}

/** The card that goes with a reward model; it says that, and how far, this is not the one of the arena. */
export function rewardCard({ all, policys, comparisons }: RewardFacts): string {
  const row = (whose: string, { answers, correlation, pairwise, pairs }: MeasuredAgreement) =>
    `| ${whose} | ${answers} | ${correlation.toFixed(3)} | ${(100 * pairwise).toFixed(1)}% of ${pairs} |`;
  return `---
library_name: transformers
pipeline_tag: text-classification
---

# Reward model

What the players of a Thumbwar arena like, from ${comparisons} judged pairs: the higher the score, the more. Only differences between
answers to one prompt mean something. Text to score: \`<bos>question<sep>answer<eos>\`, tokenised with \`add_special_tokens=False\`.

**A distilled head.** The arena's own reward model also reads mean states, length and likelihood, which this layout has no place for. Its
linear head on the last state was fitted, by ridge regression, to the scores of the arena's model. How far the two agree on prompts that it
wasn't fitted on:

| answers of | answers | Spearman's rank correlation | same order, pairs of answers to one prompt |
|---|---|---|---|
${row("the starting model and the newest policy", all)}
${row("the newest policy", policys)}
`;
}
