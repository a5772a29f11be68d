import type { Engine } from "../ml/engine/engine.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Generated } from "../ml/model/generator.ts";
import type { LlamaConfig } from "../ml/model/llama-config.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import type { Word } from "../ml/objectives/repetition-penalty.ts";
import type { Snapshot } from "../ml/training/gradient-steps.ts";
import type { Reading, ReferenceModel, SequenceShape } from "../ml/training/reference-model.ts";
import type { Trainable } from "../ml/training/trainable.ts";

/** Rewards of responses, one each, from what the reference read in them or from the responses themselves. */
export type Reward = (readings: readonly Reading[], responses: readonly Sequence[]) => readonly number[];

/** Figures of an iteration, under TRL's names where TRL has one. */
export type Metrics = Readonly<Record<string, number>>;

/** Metrics are stored as JSON, which knows no NaN: what is not known is left out. */
export const finite = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));

/** What a method works with. The policy's weights lie here and not in the method, so that another one can go on from them. */
export interface MethodContext {
  readonly engine: Engine;
  readonly config: LlamaConfig;
  readonly shape: SequenceShape;
  readonly seed: number;
  /** What training moves of the policy. */
  readonly trainable: Trainable;
  /** The frozen starting policy. */
  readonly reference: ReferenceModel;
  /**
   * What the policy is to maximise, before any shaping.
   * @throws Error while no reward model has been fitted
   */
  readonly reward: Reward;
  /** How far the reward is to be believed at present, 0-1: steps are as much shorter, and at 0 there is nothing to follow. */
  readonly trust: number;
  /** Answers of the starting policy. */
  readonly startSamples: readonly Generated[];
  /** What the reference read in them. */
  readonly startReadings: readonly Reading[];
  /** Their words, against which variety is measured. */
  readonly startWords: readonly (readonly Word[])[];
  /** Words of a response's tokens. */
  wordsOf(tokens: readonly number[]): Word[];
  /** Prompts that may be trained on. */
  drawPrompts(count: number, random: () => number): string[];
  /** Answers of the present policy. */
  sample(prompts: readonly string[], random: () => number): Promise<Generated[]>;
  /** The present policy: weights that training moves, not a copy. */
  weights(): NamedTensors;
  /** Makes these the present policy; they must not change afterwards. */
  adopt(weights: NamedTensors): Promise<void>;
}

/** What a method needs to go on after a restart, besides the comparisons. */
export interface MethodState {
  /** Name of the method that left it. */
  readonly method: string;
  /** The policy's parameters under `p:`, with what the method keeps beside them: moments, step count, a value head. */
  readonly policy: Snapshot;
  /** What a nat of KL costs at present; 0 where nothing holds the policy to its start. */
  readonly klCoefficient: number;
  readonly iteration: number;
}

/** A method at work on one policy. */
export interface OpenMethod<Given = void> {
  /** Answers that an iteration learns from, at most. */
  readonly batch: number;
  /** Compiles what iterations run, so that the first is as fast as later ones; nothing that is learnt or drawn changes. */
  warmUp(): Promise<void>;
  /** Draws what the next iteration learns from, where the method draws anything itself: the iteration is as much shorter. Nothing that is learnt changes. */
  rollAhead?(): Promise<void>;
  /** Moves the context's policy once, from wherever it is. */
  iterate(given: Given): Promise<Metrics>;
  state(): MethodState;
  /** Puts the policy and the method where a state was. Of another method's state it takes what `sharedOf` says. */
  restore(state: MethodState): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * How a policy is improved: one folder a method, bound to its settings.
 * @template Given what an iteration is given: nothing where the method asks the policy itself
 */
export interface Method<Given = void> {
  readonly name: string;
  readonly settings: object;
  open(context: MethodContext): OpenMethod<Given>;
}

/**
 * What a method takes from a state: all of its own; of another's the policy's weights, the KL coefficient and the count of iterations, so that
 * a policy that changes its method goes on from where it is, held as firmly, with fresh draws and an optimizer that knows nothing yet.
 */
export function sharedOf(state: MethodState, method: string, { shapes }: Pick<Trainable, "shapes">): MethodState {
  if (state.method === method) return state;
  const weights = Object.keys(shapes).map((name) => [`p:${name}`, state.policy[`p:${name}`]!] as const);
  return { ...state, method, policy: Object.fromEntries(weights) };
}

/** The policy's weights in a state. */
export function weightsIn({ policy }: MethodState, { shapes }: Pick<Trainable, "shapes">): NamedTensors {
  const named = Object.entries(shapes).map(
    ([name, shape]) => [name, { shape, values: policy[`p:${name}`]!.slice() }] as const,
  );
  return Object.fromEntries(named);
}
