/** Linear warm-up over the first `warmup` steps, then a cosine from `peak` to a tenth of it at `steps`. */
export function learningRateAt(step: number, schedule: { steps: number; warmup: number; peak: number }): number {
  const { steps, warmup, peak } = schedule;
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)));
}
