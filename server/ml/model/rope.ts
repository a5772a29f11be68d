/** Rotary positions of a layer (Su et al. 2021): a base, and how its frequencies are changed for longer texts. */
export interface Rope {
  readonly theta: number;
  readonly scaling?: RopeScaling;
}

/** By `rope_type` of transformers (`modeling_rope_utils.py`). */
export type RopeScaling =
  | { readonly type: "linear"; readonly factor: number }
  /** Frequencies change only beyond the model's context, for which no text is read here. */
  | { readonly type: "dynamic" }
  | {
      readonly type: "llama3";
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalContext: number;
    };

/** Radians a token of each pair of a head's numbers, `[headDim / 2]`. */
export function ropeFrequencies({ theta, scaling }: Rope, headDim: number): number[] {
  const half = headDim / 2;
  const frequencies = Array.from({ length: half }, (_, i) => theta ** (-i / half));
  switch (scaling?.type) {
    case undefined:
    case "dynamic":
      return frequencies;
    case "linear":
      return frequencies.map((frequency) => frequency / scaling.factor);
    case "llama3":
      return frequencies.map((frequency) => llama3(frequency, scaling));
  }
}

/** Turns that are slow for the original context are slowed down, fast ones are not, and between the two it goes over smoothly. */
function llama3(frequency: number, scaling: Extract<RopeScaling, { type: "llama3" }>): number {
  const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
  const turns = (originalContext * frequency) / (2 * Math.PI);
  if (turns > highFreqFactor) return frequency;
  if (turns < lowFreqFactor) return frequency / factor;
  const kept = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return (1 - kept) * (frequency / factor) + kept * frequency;
}
