/** Arrays are `[rows, time]`, row-major; `mask` is 1 on response tokens, which form a prefix of each row. */
export interface AdvantageInput {
  readonly rows: number;
  readonly time: number;
  readonly mask: Float32Array;
  readonly rewards: Float32Array;
  readonly values: Float32Array;
  readonly gamma: number;
  readonly lambda: number;
}

/** Generalised advantage estimation (Schulman et al. 2016, eq. 16) over responses that end with their mask; `returns` = advantages + values. */
export function gae(input: AdvantageInput): { advantages: Float32Array; returns: Float32Array } {
  const { rows, time, mask, rewards, values, gamma, lambda } = input;
  const advantages = new Float32Array(rows * time);
  const returns = new Float32Array(rows * time);
  for (let row = 0; row < rows; row++) {
    let advantage = 0;
    let nextValue = 0;
    for (let t = time - 1; t >= 0; t--) {
      const i = row * time + t;
      if (mask[i] === 0) continue;
      const delta = rewards[i]! + gamma * nextValue - values[i]!;
      advantage = delta + gamma * lambda * advantage;
      nextValue = values[i]!;
      advantages[i] = advantage;
      returns[i] = advantage + values[i]!;
    }
  }
  return { advantages, returns };
}

/** Shifts the masked entries to mean 0: a penalty on tokens must not make fewer tokens look better. */
export function centred(values: Float32Array, mask: Float32Array): Float32Array {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    count += mask[i]!;
    sum += values[i]! * mask[i]!;
  }
  const mean = sum / Math.max(1, count);
  return values.map((value, i) => (value - mean) * mask[i]!);
}

/**
 * Shifts the masked entries of every group of rows to mean 0: what answers to one prompt have in common doesn't tell which is better. This is a baseline of
 * the group, as in GRPO (Shao et al. 2024, section 4.1.1), on top of the value head's.
 * @param group rows to one prompt, side by side; divides the number of rows
 */
export function centredByGroup(values: Float32Array, mask: Float32Array, rows: number, group: number): Float32Array {
  const size = (values.length / rows) * group;
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += size)
    out.set(centred(values.subarray(at, at + size), mask.subarray(at, at + size)), at);
  return out;
}

/** Shifts and scales the masked entries to mean 0 and variance 1; the others stay 0. */
export function whiten(values: Float32Array, mask: Float32Array): Float32Array {
  const shifted = centred(values, mask);
  const count = mask.reduce((a, b) => a + b, 0);
  const squares = shifted.reduce((total, value) => total + value ** 2, 0);
  const scale = 1 / Math.sqrt(squares / Math.max(1, count) + 1e-8);
  return shifted.map((value) => value * scale);
}
