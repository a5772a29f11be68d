import { mean } from "../../stats/moments.ts";
/** What a reward model predicted for a pair that it was not fitted to, and how people voted. */
export interface Predicted {
  /** Share of the verdicts expected for answer A, 0-1. */
  readonly predicted: number;
  /** Share of the verdicts for A, 0-1. */
  readonly voted: number;
}

export interface PredictionQuality {
  /** Share of decided pairs whose winner was predicted. */
  readonly accuracy: number;
  /** 95% interval of the accuracy, for independent pairs. */
  readonly low: number;
  readonly high: number;
  /** Mean squared difference of predicted and voted share (Brier 1950); 0.25 is that of a coin. */
  readonly brier: number;
  /** Mean cross-entropy of the votes under the predictions, in nats; 0.693 is that of a coin. */
  readonly logLoss: number;
  /** Expected calibration error over the bins (Guo et al. 2017). */
  readonly calibrationError: number;
  /** By tenths of the predicted share, without empty ones. */
  readonly bins: readonly {
    readonly from: number;
    readonly pairs: number;
    readonly predicted: number;
    readonly voted: number;
  }[];
}

const BINS = 10;

/** A prediction that was certain and wrong costs much, and not everything. */
const SMALLEST = 1e-6;
const crossEntropy = ({ predicted, voted }: Predicted): number => {
  const [p, q] = [Math.max(SMALLEST, predicted), Math.max(SMALLEST, 1 - predicted)];
  return -voted * Math.log(p) - (1 - voted) * Math.log(q);
};

/** @param predictions at least one pair, with the sides in random order */
export function predictionQuality(predictions: readonly Predicted[]): PredictionQuality {
  const decided = predictions.filter(({ voted }) => voted !== 0.5);
  const right = decided.filter(({ predicted, voted }) => predicted > 0.5 === voted > 0.5).length;
  const accuracy = right / decided.length;
  const margin = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / decided.length);
  const groups = Map.groupBy(predictions, ({ predicted }) => Math.min(BINS - 1, Math.floor(predicted * BINS)));
  const bins = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([bin, some]) => ({
      from: bin / BINS,
      pairs: some.length,
      predicted: mean(some.map((one) => one.predicted)),
      voted: mean(some.map((one) => one.voted)),
    }));
  return {
    accuracy,
    low: Math.max(0, accuracy - margin),
    high: Math.min(1, accuracy + margin),
    brier: mean(predictions.map(({ predicted, voted }) => (predicted - voted) ** 2)),
    logLoss: mean(predictions.map(crossEntropy)),
    calibrationError:
      bins.reduce((sum, one) => sum + one.pairs * Math.abs(one.predicted - one.voted), 0) / predictions.length,
    bins,
  };
}
