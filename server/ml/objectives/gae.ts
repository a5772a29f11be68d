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
 * Each answer's reward less the mean of the prompt's other answers (Kool et al. 2019). That baseline doesn't depend on the answer, so that
 * the gradient stays unbiased.
 * @param group answers to each prompt, side by side; at least 2, and divides the number of rewards
 */
export function leaveOneOut(rewards: readonly number[], group: number): number[] {
  if (!(group >= 2)) throw new Error(`leaveOneOut: ${group} answers to a prompt leave none to compare with`);
  return rewards.map((reward, i) => {
    const first = i - (i % group);
    const all = rewards.slice(first, first + group).reduce((sum, one) => sum + one, 0);
    return reward - (all - reward) / (group - 1);
  });
}

/**
 * Takes off every token of an answer by how much the prompt's other answers did better than the value head had expected of them, on average. Whole
 * answers are compared, and each with the others alone: a mean over the group's tokens would count a long answer more, and its own
 * merit against it (Kool et al. 2019; Ahmadian et al. 2024).
 * @param advantages `[rows, time]`; an answer's first is the advantage of the whole answer
 * @param group rows to one prompt, side by side; at least 2, and divides the number of rows
 */
export function comparedInGroup(
  advantages: Float32Array,
  mask: Float32Array,
  rows: number,
  group: number,
): Float32Array {
  const time = advantages.length / rows;
  const whole = Array.from({ length: rows }, (_, row) => advantages[row * time]! * mask[row * time]!);
  const compared = leaveOneOut(whole, group);
  return advantages.map((advantage, i) => {
    const row = Math.floor(i / time);
    return (advantage + compared[row]! - whole[row]!) * mask[i]!;
  });
}

/**
 * What the best of each group gains, and the others lose, in advantage: along it a policy gradient makes the best of n likelier against all n, and the
 * policy learns to answer as picking among n would. A distilled best-of-n in one pass (Sessa et al. 2024, "BOND"; Gui et al. 2024, "BoNBoN alignment").
 * @param merits of the answers, those to one prompt side by side; -Infinity: never the best
 * @param group answers to each prompt; divides the number of merits
 * @param strength in deviations of advantages
 * @returns one number an answer; they sum to 0 in each group. Equally good ones share, so that a group of equals has nothing but zeros.
 */
export function bestOfGroup(merits: readonly number[], group: number, strength: number): number[] {
  return merits.map((merit, i) => {
    const first = i - (i % group);
    const own = merits.slice(first, first + group);
    const best = Math.max(...own);
    const equals = own.filter((one) => one === best).length;
    return strength * (Number(merit === best) / equals - 1 / group);
  });
}

/** Scales the entries to variance 1 over the masked ones. They aren't shifted: they are differences between answers to one prompt already. */
export function scaledToOne(values: Float32Array, mask: Float32Array): Float32Array {
  const count = mask.reduce((a, b) => a + b, 0);
  const squares = values.reduce((total, value, i) => total + mask[i]! * value ** 2, 0);
  const scale = 1 / Math.sqrt(squares / Math.max(1, count) + 1e-8);
  return values.map((value) => value * scale);
}
