import type { WrittenPrinciple } from "../../external/constitution/constitution.ts";
import type { Decision } from "../../external/constitution/decide.ts";
import type { RevisedAnswer } from "../../external/constitution/revise-answers.ts";
import type { ChatClient } from "../../external/endpoint/chat-client.ts";
import type { Judge } from "../../external/judges/judge.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { Behaviour } from "./behaviour.ts";
import type { StageBars } from "./stage-bars.ts";

export interface ConstitutionPlan {
  readonly seed: number;
  /** Answers that are criticised and revised. */
  readonly answers: number;
  /** Pairs that the principles decide, in all. */
  readonly pairs: number;
  readonly rounds: number;
  /** Of PPO, a round. */
  readonly iterations: number;
}

/** What a run works with. */
export interface ConstitutionWorld {
  readonly engine: Engine;
  readonly start: Checkpoint;
  readonly tokenizer: PocketTokenizer;
  readonly principles: readonly WrittenPrinciple[];
  /** One a principle. */
  readonly judges: readonly Judge[];
  readonly openClient: () => ChatClient;
  readonly bars: StageBars;
}

/** What one run did; behaviours by stage, then by principle. */
export interface ConstitutionRun {
  readonly seed: number;
  readonly revised: readonly RevisedAnswer[];
  readonly decided: readonly Decision[];
  readonly behaviour: {
    readonly start: readonly Behaviour[];
    readonly revised: readonly Behaviour[];
    readonly trained: readonly Behaviour[];
  };
  /** Candidates that the gate turned away. */
  readonly rejected: number;
  readonly checkpoint: Checkpoint;
}
