import type { Judgements } from "../../ports/external.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import type { JudgeOpener, OpenedJudge } from "./arena-judge.ts";
import { labelsWanted } from "./choose-judged.ts";
import { judgeAccuracy, labelWeight } from "./judge-reliability.ts";
import { type Judging, type JudgingContext, judging } from "./judging.ts";

/** Which judge an arena wants beside its people, and what share of the labels it is to give, 0 to below 1; null: none. */
export interface JudgeWish {
  readonly judge: string | null;
  readonly aiShare: number;
}

export interface PanelContext extends JudgingContext {
  readonly judgements: Judgements;
  readonly learner: Pick<Learner, "observe" | "reweigh">;
  readonly open: JudgeOpener;
  readonly wish: () => Promise<JudgeWish>;
}

/** An arena's AI judge, as its settings want it at the time, and what the learner knows of its labels. */
export interface JudgePanel {
  /** Follows the settings and lets the judge work, waiting for it for so many milliseconds at most. */
  step(ms: number): Promise<void>;
  /** There may be something to judge again. */
  wake(): void;
  /** Shows the learner what the judge has said since, as far as its share goes, with what that counts by now; returns how many. */
  read(): Promise<number>;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

interface Appointment {
  readonly wish: JudgeWish;
  readonly opened: OpenedJudge;
  readonly work: Judging;
}

/** Comparisons that are read at once. */
const PAGE = 500;
/** After a judge could not be opened, milliseconds. */
const REOPEN_MS = 30_000;

export function judgePanel(context: PanelContext): JudgePanel {
  const { arenaId, judgements, learner, log, now, wallNow, open } = context;
  let present: Appointment | null = null;
  let failed: { wish: JudgeWish; until: number } | null = null;
  let seen = 0;
  let known: number[] = [];

  const isSame = (a: JudgeWish, b: JudgeWish) => a.judge === b.judge && a.aiShare === b.aiShare;

  async function follow(): Promise<void> {
    const wish = await context.wish();
    if (present !== null && isSame(present.wish, wish)) return;
    if (failed !== null && isSame(failed.wish, wish) && now() < failed.until) return;
    await dismiss();
    const before = await judgements.state(arenaId);
    const spent = { calls: before?.calls ?? 0, tokens: before?.tokens ?? 0 };
    if (wish.judge === null || wish.aiShare === 0) {
      if (before !== null && before.share > 0)
        await judgements.setState(arenaId, { ...before, share: 0, paused: null, pausedUntil: null });
      return;
    }
    try {
      const opened = await open(wish.judge, spent);
      const appointed = { judge: opened.judge, share: wish.aiShare, spent: opened.spent };
      present = { wish, opened, work: judging(context, appointed) };
      failed = null;
      log.info({ judge: opened.judge.name, share: wish.aiShare }, "An AI judge sits beside the players");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (failed === null || !isSame(failed.wish, wish)) log.warn({ judge: wish.judge }, `No AI judge. ${reason}`);
      failed = { wish, until: now() + REOPEN_MS };
      const state = {
        judge: wish.judge,
        share: wish.aiShare,
        paused: "unset" as const,
        pausedUntil: new Date(wallNow() + REOPEN_MS),
      };
      await judgements.setState(arenaId, { ...state, ...spent });
    }
  }

  /** Labels of a judge that was put away count no more. */
  async function dismiss(): Promise<void> {
    if (present === null) return;
    await present.work.stop();
    present = null;
    learner.reweigh(new Map(known.map((id) => [id, 0])));
    known = [];
    seen = 0;
  }

  return {
    async step(ms) {
      await follow();
      await present?.work.step(ms);
    },
    wake: () => present?.work.wake(),
    stop: async () => present?.work.stop(),
    async read() {
      if (present === null) return 0;
      const { name } = present.opened.judge;
      const work = await judgements.work(arenaId, name);
      const weight = labelWeight(judgeAccuracy(work));
      const most = labelsWanted(work.people, present.wish.aiShare);
      const before = known.length;
      while (known.length < most) {
        const page = await judgements.after(arenaId, name, seen, Math.min(PAGE, most - known.length));
        if (page.length === 0) break;
        // Below 0, where no comparison of people has its id.
        await learner.observe(page.map((one) => ({ ...one, id: -one.id, bothBad: 0, weight })));
        known.push(...page.map(({ id }) => -id));
        seen = page.at(-1)!.id;
      }
      learner.reweigh(new Map(known.map((id) => [id, weight])));
      return known.length - before;
    },
  };
}
