import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { finalePanel } from "../../ui/round/finale-panel.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { pairBallot } from "../ballot/pair-ballot.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** A tap that was meant for the pair before mustn't judge this one, which nobody has read yet. */
const LOCKED_MS = 1_500;

/** One pair of the finale: a verdict, which can be changed until the player locks in, and then waiting for the others. */
export function finaleScreen(view: RoomView, context: PlayContext): Screen {
  let latest = view;
  let heard = false;
  const board = pairBoard(questionText(view));
  const lock = element("button", {
    class: "button primary wide",
    text: t("showdown.lock"),
    attributes: { type: "button" },
    onClick: () => void ballot.lockIn(),
  });
  const unlocked = element(
    "div",
    { class: "lock-in" },
    lock,
    element("p", { class: "hint", text: t("showdown.unlocked") }),
  );
  const ballot = pairBallot(view, context, {
    swipeArea: board.root,
    pairOf: ({ finale }) => finale?.pair ?? null,
    readMs: LOCKED_MS,
    writer: false,
    after: {
      root: unlocked,
      show: () => {},
      focus: () => lock.focus(),
      enable: (yes) => {
        lock.disabled = !yes;
      },
    },
    passing: ["wrong_phase", "incomplete"],
    told: (choice) => (choice === null ? "" : t("showdown.voted", { verdict: t(`verdict.${choice}`) })),
  });
  const lead = element("p", { class: "finale-lead", text: t("finale.lead") });
  const root = element("section", { class: "duel finale" }, lead, board.root, ballot.controls, ballot.report);

  return {
    root,
    stage: board.stage,
    update(next) {
      latest = next;
      ballot.update(next);
      const pair = next.finale?.pair ?? null;
      if (pair === null) return;
      board.show(pair);
      if (heard) return;
      heard = true;
      context.say(pairText(next));
    },
    pairId: () => latest.finale?.pair?.id ?? null,
    close: ballot.close,
  };
}

/** A new pair, read out. */
function pairText({ finale }: RoomView): string {
  if (finale === null || finale.pair === null) return "";
  const { index, count, pair } = finale;
  const answers = (["a", "b"] as const).map(
    (side) => `${t("pair.answer", { side: side.toUpperCase() })}: ${pair[side]}`,
  );
  return [t("finale.count", { index, count }), t("finale.lead"), pair.prompt, ...answers].join(". ");
}

/** The masks come off. */
export function unmaskingScreen(): Screen {
  const panel = finalePanel();
  const stage = element("div", { class: "stage small", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view), pairId: () => null, close: () => {} };
}
