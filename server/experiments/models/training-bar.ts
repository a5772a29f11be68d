import { SingleBar } from "cli-progress";

/** A progress bar of a language-model training: steps, time left, loss and held-out perplexity. */
export function trainingBar(title: string, steps: number) {
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total} steps, {eta_formatted} left, loss {loss}, held-out perplexity {perplexity}`,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    etaBuffer: 50,
  });
  let perplexity = "-";
  bar.start(steps, 0, { loss: "-", perplexity });
  return {
    update({ step, loss, heldOutLoss }: { step: number; loss: number; heldOutLoss: number | null }) {
      if (heldOutLoss !== null) perplexity = Math.exp(heldOutLoss).toFixed(3);
      bar.update(step, { loss: loss.toFixed(3), perplexity });
    },
    stop: () => bar.stop(),
  };
}
