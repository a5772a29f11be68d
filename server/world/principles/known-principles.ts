import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import { direct } from "./direct.ts";
import { factFirst } from "./fact-first.ts";
import { kind } from "./kind.ts";
import { onTopic } from "./on-topic.ts";
import { playful } from "./playful.ts";
import type { KnownPrinciple } from "./principle.ts";
import { quiet } from "./quiet.ts";
import { short } from "./short.ts";
import { truthful } from "./truthful.ts";

/** The principles that the pocket world can judge and its model can revise by. */
export const knownPrinciples = {
  kind,
  truthful,
  short,
  "on-topic": onTopic,
  direct,
  quiet,
  playful,
  "fact-first": factFirst,
} as const satisfies Readonly<Record<PrincipleName, KnownPrinciple>>;
