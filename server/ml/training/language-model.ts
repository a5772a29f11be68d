import * as tf from "@tensorflow/tfjs";
import type { Compiled, Engine, Specs, Tensors } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import { targetLogProbs } from "../engine/ops.ts";
import type { Sequence } from "../model/batch-layout.ts";
import { logitsOf } from "../model/llama.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { predictingStates, responseTargets } from "../model/response-log-probs.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import type { AdamW } from "../objectives/adamw.ts";
import { asParameters, batchFeeds, batchSpecs, openGradientSteps, weightsOf } from "./gradient-steps.ts";
import { type Bucket, lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import { type Trainable, wholeModel } from "./trainable.ts";

/**
 * Maximum likelihood of responses given prompts. Fine-tuning uses it as it is; pretraining is the case of one-token
 * prompts, where everything else is response.
 */
export interface LanguageModel {
  /** One update on up to `rows` sequences; the mean loss in nats a response token. */
  step(sequences: readonly Sequence[], learningRate: number): Promise<{ loss: number; gradNorm: number }>;
  /** Mean loss in nats a response token over any number of sequences. */
  evaluate(sequences: readonly Sequence[]): Promise<number>;
  weights(): NamedTensors;
  /** Goes on from other weights, with an optimizer that knows nothing yet. */
  adopt(weights: NamedTensors): void;
  dispose(): Promise<void>;
}

/** Betas and decay of GPT-3 (Brown et al. 2020, appendix B). */
const ADAMW: AdamW = { beta1: 0.9, beta2: 0.95, eps: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };

/** Tokens that may each be the right one: `logits` and `weights` `[n, vocab]`. */
export interface SoftTargets {
  readonly logits: tf.Tensor2D;
  readonly weights: tf.Tensor2D;
}

/**
 * Mean negative log-likelihood of the targets, in nats a token.
 * @param logits `[n, vocab]`
 * @param targets `[n]` int32
 * @param weights `[n]`, 0 on padding and on tokens that are not to be learnt
 * @param soft counts with the others, each token by its weight
 */
export function nextTokenLoss(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
  soft?: SoftTargets,
): tf.Scalar {
  const sum = targetLogProbs(logits, targets).mul(weights).sum();
  if (soft === undefined) return sum.neg().div(weights.sum().maximum(1)) as tf.Scalar;
  const softSum = tf.logSoftmax(soft.logits).mul(soft.weights).sum();
  return sum.add(softSum).neg().div(weights.sum().add(soft.weights.sum()).maximum(1)) as tf.Scalar;
}

/** Turns a state into one state for each question; thrown away after training. `[hidden, questions * hidden]` */
const QUESTIONS = "questions.weight";

function lossOf(parameters: Tensors, config: LlamaConfig, promptWindow: number, inputs: Tensors): tf.Scalar {
  const ids = inputs.ids as tf.Tensor2D;
  const { mask, last, endings } = inputs;
  const states = predictingStates(parameters, config, promptWindow, inputs);
  const targets = responseTargets(ids, promptWindow);
  const weights = mask!.flatten() as tf.Tensor1D;
  const logits = logitsOf(parameters, config, states);
  if (last === undefined) return nextTokenLoss(logits, targets, weights);
  const [rows, window] = last.shape as [number, number];
  const { hiddenSize } = config;
  const lastStates = tf.matMul(last.expandDims(1), states.reshape([rows, window, hiddenSize]) as tf.Tensor3D);
  const asked = tf.matMul(lastStates.reshape([rows, hiddenSize]), parameters[QUESTIONS] as tf.Tensor2D);
  const answered = logitsOf(parameters, config, asked.reshape([endings!.shape[0]!, hiddenSize]));
  return nextTokenLoss(logits, targets, weights, { logits: answered, weights: endings as tf.Tensor2D });
}

/** Where each row's last response token stands, `[rows, window]` one-hot, and what its questions ask for, `[rows * questions, vocab]`. */
function endingsOf(
  sequences: readonly Sequence[],
  { rows, window, questions, vocabSize }: { rows: number; window: number; questions: number; vocabSize: number },
) {
  const last = new Float32Array(rows * window);
  const endings = new Float32Array(rows * questions * vocabSize);
  for (const [row, sequence] of sequences.entries()) {
    if (sequence.endings === undefined) continue;
    last[row * window + sequence.response.length - 1] = 1;
    for (const [question, ending] of sequence.endings.entries())
      for (const [id, weight] of ending) endings[(row * questions + question) * vocabSize + id] = weight;
  }
  return { last, endings };
}

/**
 * Opens training by maximum likelihood. Graphs are compiled on first use, one for each bucket of lengths.
 * @param weights what training moves
 * @param trainable what training moves and what it leaves alone; the whole model moves unless given
 */
export function openLanguageModel(
  engine: Engine,
  config: LlamaConfig,
  weights: NamedTensors,
  shape: SequenceShape & {
    /** How many `endings` sequences may have. */
    readonly questions?: number;
  },
  trainable: Trainable = wholeModel(config),
): LanguageModel {
  const { frozen, shapes, hold, trunk } = trainable;
  const { rows, questions = 0 } = shape;
  const { vocabSize, hiddenSize } = config;
  const parameterSpecs: Specs = mapValues(shapes, (dims) => ({ shape: dims }));
  const frozenSpecs: Specs = mapValues(frozen, (weight) => ({ shape: weight.shape }));
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const asked = questions === 0 ? {} : { [QUESTIONS]: [hiddenSize, questions * hiddenSize] };
  const unasked = mapValues(asked, (dims) => ({ shape: dims, values: new Float32Array(dims[0]! * dims[1]!) }));
  const steps = openGradientSteps(
    engine,
    asParameters({ ...weights, ...unasked }),
    shape,
    {
      name: "language model",
      inputs: (_, { window }) =>
        questions === 0 ? {} : { last: { shape: [rows, window] }, endings: { shape: [rows * questions, vocabSize] } },
      of: (all, promptWindow, inputs) => {
        const loss = lossOf(all, config, promptWindow, inputs);
        return { total: loss, stats: { loss } };
      },
    },
    ADAMW,
    { ...trainable, shapes: { ...shapes, ...asked } },
  );
  const losses = lengthBuckets<Compiled>(shape, (bucket) =>
    engine.compile(
      (inputs) => ({ loss: lossOf(inputs, config, bucket.promptWindow, inputs) }),
      { ...batchSpecs(rows, bucket, trunk), ...parameterSpecs, ...frozenSpecs },
      { name: `language model loss ${bucket.promptWindow}+${bucket.window}`, threads: hold.threads ?? 1 },
    ),
  );

  return {
    async step(sequences, learningRate) {
      const more = ({ window }: Bucket) =>
        questions === 0 ? {} : endingsOf(sequences, { rows, window, questions, vocabSize });
      const { loss, gradNorm } = await steps.step(sequences, more, learningRate);
      return { loss: loss!, gradNorm: gradNorm! };
    },
    async evaluate(sequences) {
      let total = 0;
      let tokens = 0;
      for (let at = 0; at < sequences.length; at += rows) {
        const some = sequences.slice(at, at + rows);
        const count = some.reduce((sum, one) => sum + one.response.length, 0);
        const { loss } = await losses.with(some, async (graph, bucket) =>
          graph.run({
            ...(await batchFeeds(some, shape, bucket, trunk)),
            ...mapValues(weightsOf(steps.parameters(), shapes), ({ values }) => values),
            ...frozenValues,
          }),
        );
        total += loss![0]! * count;
        tokens += count;
      }
      return total / tokens;
    },
    weights: () => weightsOf(steps.parameters(), shapes),
    adopt: (from) => steps.restore(asParameters(from)),
    async dispose() {
      await steps.dispose();
      await losses.dispose();
    },
  };
}
