import { score as concise } from "./concise.ts";
import { score as factFirst } from "./fact-first.ts";
import { score as kind } from "./kind.ts";
import { score as onTopic } from "./on-topic.ts";
import { score as playful } from "./playful.ts";
import type { Taste } from "./taste.ts";
import { score as truthful } from "./truthful.ts";

/** The tastes that a simulated crowd can have, by name. */
export const namedTastes = {
  kind: { score: kind, description: "likes warm words and no grumpy ones" },
  concise: { score: concise, description: "likes short answers" },
  truthful: { score: truthful, description: "likes facts about the question's subject and dislikes myths" },
  playful: { score: playful, description: "likes silly words and exclamations" },
  "on-topic": { score: onTopic, description: "likes answers that stay with the question's subject" },
  "fact-first": { score: factFirst, description: "likes answers that state something before anything else" },
} as const satisfies Readonly<Record<string, { readonly score: Taste; readonly description: string }>>;

export type TasteName = keyof typeof namedTastes;
