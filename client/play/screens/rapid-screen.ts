import type { PairView } from "../../../shared/round/pair-view.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { pairBoard, spokenPair } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { asked, dealt, EMPTY_QUEUE, judged, wanted } from "../ballot/rapid-queue.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import { keysText, verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";

const ASK_AGAIN_MS = 900;
const RESEND_MS = 700;

/** Pair after pair. The next one is on screen before the verdict on the last is acknowledged; lost verdicts are sent again. */
export function rapidScreen(view: RoomView, context: PlayContext): Screen {
  let queue = EMPTY_QUEUE;
  let shownAt = 0;
  /** What the player said of the pair before, for the screen reader. */
  let said = "";
  let closed = false;
  const before = view.players.get(context.myId() ?? "")?.judged ?? 0;
  let counted = before;
  const board = pairBoard(questionText(view));
  const count = element("strong", { class: "tally-count", text: String(counted) });
  const status = element("p", { class: "panel rapid-status", attributes: { role: "status" } });
  const buttons = verdictButtons(board.root, choose);
  const tally = element("p", { class: "tally" }, element("span", { text: t("rapid.judged") }), count);
  const report = reportControl((message) => context.link.request("report", message));
  const keys = element("p", { class: "hint keys", text: keysText() });
  const root = element("section", { class: "duel rapid" }, board.root, status, buttons.root, tally, keys, report.root);

  async function pump(): Promise<void> {
    const more = wanted(queue);
    if (more === 0 || closed) return;
    queue = asked(queue);
    const reply = await context.link.request("deal", { count: more });
    if (closed) return;
    queue = dealt(queue, reply.ok ? reply.pairs : []);
    show();
    if (queue.dry) setTimeout(() => void pump(), ASK_AGAIN_MS);
    else void pump();
  }

  function show(): void {
    const pair = queue.pairs[0];
    board.root.hidden = pair === undefined;
    report.show(answersOf(pair));
    buttons.enable(pair !== undefined);
    status.hidden = pair !== undefined;
    setText(status, t(queue.dry ? "rapid.empty" : "dealing.heading"));
    if (pair === undefined || board.root.dataset.pair === pair.id) return;
    board.show(pair);
    context.say([said, spokenPair(pair)].join(" ").trim());
    said = "";
    shownAt = performance.now();
    context.redraw();
  }

  function choose(verdict: VerdictChoice): void {
    const pair = queue.pairs[0];
    if (pair === undefined) return;
    context.thumb(verdict);
    said = t("rapid.voted", { verdict: t(`verdict.${verdict}`) });
    void cast(pair, verdict, Math.round(performance.now() - shownAt));
    queue = judged(queue, pair.id);
    show();
    void pump();
  }

  async function cast(pair: PairView, verdict: VerdictChoice, decisionMs: number): Promise<void> {
    while (!closed) {
      const reply = await context.link.request("vote", { pairId: pair.id, verdict, decisionMs });
      if (reply.ok) {
        if (!isVerdict(verdict)) return;
        context.judged(pair, verdict);
        counted += 1;
        return setText(count, String(counted));
      }
      if (reply.error !== "unavailable" && reply.error !== "too_fast") return;
      await new Promise((resolve) => setTimeout(resolve, RESEND_MS));
    }
  }

  show();
  void pump();
  return {
    root,
    stage: board.stage,
    update: (next) => buttons.enable(!next.paused && queue.pairs.length > 0),
    pairId: () => queue.pairs[0]?.id ?? "none",
    close() {
      closed = true;
      buttons.close();
    },
  };
}
