import { writeFile } from "node:fs/promises";
import { EXHIBIT_NAMES, EXHIBITS, type ExhibitContents, type ExhibitName } from "../../../shared/protocol/lesson.ts";
import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import { LESSON_STOPS } from "../../../shared/round/lesson/stops.ts";
import { weightsIn } from "../../methods/method.ts";
import { tasteBoard } from "../../stats/taste-bets.ts";
import type { ExhibitSource, Making } from "../../trainer/lesson/exhibit.ts";
import { makeExhibit } from "../../trainer/lesson/make-exhibit.ts";
import { readPocketStages } from "../../trainer/start/pocket-stages.ts";
import { showcasePrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import { stageBar } from "../terminal/progress.ts";
import { exhibitText, tasteText } from "./lesson-report.ts";
import { type ClassPlan, type TaughtClass, teachClass } from "./simulated-class.ts";

export interface LessonOptions extends ClassPlan {
  readonly principles: readonly PrincipleName[];
  readonly json?: string;
}

/** Everything that the lesson's stops show, made by the trainer's own code from the votes of a simulated class. */
export async function lesson(options: LessonOptions): Promise<void> {
  const taught = await teachClass(options);
  const made: Partial<Record<ExhibitName, unknown>> = {};
  for (const stop of LESSON_STOPS) {
    process.stdout.write(`\n# ${stop}\n`);
    if (stop === "taste") process.stdout.write(tasteText(tasteBoard(taught.bets, 5)));
    for (const exhibit of EXHIBIT_NAMES) {
      if (EXHIBITS[exhibit].stop !== stop) continue;
      const began = performance.now();
      const content = await finished(
        exhibit,
        makeExhibit(exhibit, sourceOf(taught, options), beginnings(taught, options)),
      );
      made[exhibit] = content;
      process.stdout.write(`\n${exhibitText(exhibit, content)}`);
      process.stdout.write(`${exhibit}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    }
  }
  await taught.dispose();
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(made, null, 1)}\n`);
}

const sourceOf = (taught: TaughtClass, { principles, seed }: LessonOptions): ExhibitSource => ({
  ...{ learner: taught.learner, model: "pocket", decode: taught.decode, isSafe, seed, parameters: { principles } },
  standing: () => taught,
  klCoefficient: () => taught.method.state().klCoefficient,
  heldOut: showcasePrompts.map(({ text }) => text),
  preferences: async () => taught.preferences,
});

const beginnings = ({ learner, start }: TaughtClass, { folder }: LessonOptions) => ({
  shipped: () => readPocketStages(folder),
  startWeights: weightsIn(start, learner.trainable),
});

/** Makes an exhibit to its end. */
async function finished(exhibit: ExhibitName, making: Making<ExhibitName>): Promise<ExhibitContents[ExhibitName]> {
  const bar = stageBar(100, "", `${exhibit} {bar} {stage}`);
  try {
    for (;;) {
      const { value, done } = await making.next();
      if (done) return value;
      bar.update(Math.round(100 * value.share), { stage: value.work });
    }
  } finally {
    bar.stop();
  }
}
