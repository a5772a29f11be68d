import type { LlamaConfig } from "../../server/ml/model/llama-config.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";

/**
 * A Llama decoder in loops over double-precision numbers, one sequence at a time and without padding, cache or batch:
 * the oracle of the model tests. It follows the papers (RMSNorm: Zhang & Sennrich 2019; RoPE: Su et al. 2021 in the
 * rotate-half layout of `transformers`; grouped queries: Ainslie et al. 2023; SwiGLU: Shazeer 2020).
 */
type Vector = readonly number[];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const add = (x: Vector, y: Vector): number[] => x.map((value, i) => value + y[i]!);
const dot = (x: Vector, y: Vector): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);

export function softmax(scores: Vector): number[] {
  const top = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - top));
  const total = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / total);
}

/** `[out, in]` times `[in]`. */
function times(weights: NamedTensors, name: string, x: Vector): number[] {
  const { shape, values } = weights[`${name}.weight`]!;
  const [outputs, inputs] = shape as [number, number];
  return Array.from({ length: outputs }, (_, row) =>
    dot(
      x,
      Array.from({ length: inputs }, (_, column) => values[row * inputs + column]!),
    ),
  );
}

function norm(weights: NamedTensors, name: string, x: Vector, eps: number): number[] {
  const { values } = weights[`${name}.weight`]!;
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + eps);
  return x.map((value, i) => value * scale * values[i]!);
}

function turned(x: Vector, position: number, theta: number): number[] {
  const half = x.length / 2;
  return x.map((value, i) => {
    const angle = position * theta ** (-(i % half) / half);
    const partner = i < half ? -x[i + half]! : x[i - half]!;
    return value * Math.cos(angle) + partner * Math.sin(angle);
  });
}

const headsOf = (x: Vector, count: number): number[][] =>
  Array.from({ length: count }, (_, head) => x.slice((head * x.length) / count, ((head + 1) * x.length) / count));

/** The state after the final norm at each of `tokens`, `[tokens, dim]`. */
export function plainStates(config: LlamaConfig, weights: NamedTensors, tokens: readonly number[]): number[][] {
  const { hiddenSize, heads, kvHeads, headDim, ropeTheta, rmsNormEps } = config;
  const table = weights["model.embed_tokens.weight"]!.values;
  let stream: number[][] = tokens.map((id) => [...table.subarray(id * hiddenSize, (id + 1) * hiddenSize)]);
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`;
    const inputs = stream.map((x) => norm(weights, `${at}.input_layernorm`, x, rmsNormEps));
    const rotated = (name: string, count: number) =>
      inputs.map((x, position) =>
        headsOf(times(weights, `${at}.self_attn.${name}`, x), count).map((head) => turned(head, position, ropeTheta)),
      );
    const queries = rotated("q_proj", heads);
    const keys = rotated("k_proj", kvHeads);
    const values = inputs.map((x) => headsOf(times(weights, `${at}.self_attn.v_proj`, x), kvHeads));
    stream = stream.map((x, now) => {
      const mixed = queries[now]!.flatMap((query, head) => {
        const shared = Math.floor(head / (heads / kvHeads));
        const past = Array.from({ length: now + 1 }, (_, then) => then);
        const shares = softmax(past.map((then) => dot(query, keys[then]![shared]!) / Math.sqrt(headDim)));
        return query.map((_, i) => past.reduce((sum, then) => sum + shares[then]! * values[then]![shared]![i]!, 0));
      });
      const attended = add(x, times(weights, `${at}.self_attn.o_proj`, mixed));
      const inner = norm(weights, `${at}.post_attention_layernorm`, attended, rmsNormEps);
      const gate = times(weights, `${at}.mlp.gate_proj`, inner).map((value) => value * sigmoid(value));
      const up = times(weights, `${at}.mlp.up_proj`, inner);
      return add(
        attended,
        times(
          weights,
          `${at}.mlp.down_proj`,
          gate.map((value, i) => value * up[i]!),
        ),
      );
    });
  }
  return stream.map((x) => norm(weights, "model.norm", x, rmsNormEps));
}

/** Logits of the token after each of `tokens`, `[tokens, vocab]`. */
export function plainLogits(config: LlamaConfig, weights: NamedTensors, tokens: readonly number[]): number[][] {
  const head = config.tiedEmbeddings ? "model.embed_tokens" : "lm_head";
  return plainStates(config, weights, tokens).map((x) => times(weights, head, x));
}

/** Log-probability of each token of `response` after `prompt` and those before it. */
export function plainLogProbs(
  config: LlamaConfig,
  weights: NamedTensors,
  { prompt, response }: { readonly prompt: readonly number[]; readonly response: readonly number[] },
): number[] {
  const logits = plainLogits(config, weights, [...prompt, ...response]);
  return response.map((id, i) => Math.log(softmax(logits[prompt.length - 1 + i]!)[id]!));
}
