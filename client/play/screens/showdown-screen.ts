import type { RoomView } from "../../../shared/round/view.ts";
import { leastReadingMs } from "../../../shared/round/votes/reading-time.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { pairBoard, spokenPair } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { pairBallot } from "../ballot/pair-ballot.ts";
import { predictionForm } from "../ballot/prediction-form.ts";
import type { PlayContext, Screen } from "./screen.ts";

/**
 * The one pair that everybody judges: first the own verdict, then a guess of the crowd's, both of which can be changed until the player
 * locks in, then waiting for the others.
 */
export function showdownScreen(view: RoomView, context: PlayContext): Screen {
  const own = context.ownBallot();
  const writer = own?.writer ?? false;
  let latest = view;
  const board = pairBoard(questionText(view));
  const prediction = predictionForm(
    (share) => void ballot.send("predict", { share }),
    (share) => void lockIn(share),
  );
  const ballot = pairBallot(view, context, {
    swipeArea: board.root,
    pairOf: ({ showdown }) => showdown,
    readMs: view.showdown === null ? 0 : readingMs(view.showdown),
    writer,
    after: { ...prediction, show: (choice) => prediction.ask(choice, null) },
    // It comes too late, or while the title card is up.
    passing: ["not_open", "wrong_phase"],
    told(choice) {
      if (writer) return t("bot.ownPair");
      return choice === null ? "" : t("showdown.voted", { verdict: t(`verdict.${choice}`) });
    },
  });
  const none = element("p", { class: "panel", text: t("showdown.none") });
  const root = element("section", { class: "duel showdown" }, board.root, none, ballot.controls, ballot.report);

  async function lockIn(share: number): Promise<void> {
    if (await ballot.send("predict", { share })) await ballot.lockIn();
  }

  prediction.ask(own?.verdict ?? null, own?.share ?? null);
  return {
    root,
    stage: board.stage,
    update(next) {
      latest = next;
      const pair = next.showdown;
      if (pair !== null) board.show(pair);
      board.root.hidden = pair === null;
      none.hidden = pair !== null;
      ballot.update(next);
    },
    pairId: () => latest.showdown?.id ?? null,
    spoken: () => (latest.showdown === null ? t("showdown.none") : spokenPair(latest.showdown)),
    close: ballot.close,
  };
}

const readingMs = ({ prompt, a, b }: NonNullable<RoomView["showdown"]>): number => leastReadingMs(prompt, a, b);
