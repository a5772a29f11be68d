import type { ArenaId } from "../../ports/arena.ts";
import type { Judgements } from "../../ports/external.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import type { Spent } from "../endpoint/budget.ts";
import { openPanel, type Panel } from "../panel.ts";
import { openWorker, type Worker, type WorkerContext } from "../worker.ts";
import { judgeAccuracy, labelsWanted, labelWeight, sharedOfNext } from "./ai-labels.ts";
import type { Judge } from "./judge.ts";
import type { JudgeOpener } from "./open-judge.ts";

/** Which judge an arena wants beside its people, and what share of the labels it is to give, 0 to below 1; null: none. */
export interface JudgeSettings {
  readonly judge: string | null;
  readonly aiShare: number;
}

/** A judge that works for an arena. */
export interface ActiveJudge {
  readonly judge: Judge;
  /** Of the labels, 0 to below 1. */
  readonly share: number;
  /** What its endpoint has been asked, with what earlier processes asked; zeros without an endpoint. */
  readonly spent: () => Spent;
}

/** What a judge's work needs of the arena. */
export interface JudgingContext extends WorkerContext {
  readonly arenaId: ArenaId;
  readonly judgements: Judgements;
}

/** What the panel needs besides. */
export interface JudgePanelContext extends JudgingContext {
  readonly learner: Pick<Learner, "observe"> & {
    reweigh(...given: Parameters<Learner["reweigh"]>): void | Promise<void>;
  };
  readonly open: JudgeOpener;
  readonly settings: () => Promise<JudgeSettings>;
}

/** The work of an AI judge between rounds. */
export interface JudgeWorker extends Worker {
  /** There may be something to judge again: people voted, or the pool was filled. */
  wake(): void;
}

/** An arena's AI judge, as its settings want it at the time, and what the learner knows of its labels. */
export interface JudgePanel extends Panel {
  /** There may be something to judge again. */
  wake(): void;
  /** Shows the learner what the judge has said since, as far as its share goes, and reweighs all of its labels; returns how many were new. */
  read(): Promise<number>;
}

type Pairs = Awaited<ReturnType<Judgements["candidates"]>>;

/** Comparisons that are read at once. */
const PAGE = 500;

/** Gives a judge pairs as long as its share of the labels isn't reached. */
export function judgeWorker(context: JudgingContext, { judge, share, spent }: ActiveJudge): JudgeWorker {
  const { arenaId, judgements } = context;
  const { name, batch, lanes } = judge;
  let done = false;

  async function nextPairs(room: number, underWay: readonly string[]): Promise<Pairs> {
    const work = await judgements.work(arenaId, name);
    const missing = labelsWanted(work.people, share) - work.labels - underWay.length;
    const count = Math.min(missing, room * batch);
    if (count <= 0) return [];
    const shared = sharedOfNext(count, work.labels + underWay.length, work.sharedLabels);
    const found = await judgements.candidates({ arenaId, judge: name, shared, fresh: count, except: underWay });
    // Where people judged the pair before it could be drawn as a fresh one, it may come twice.
    return [...new Map(found.map((pair) => [pair.id, pair])).values()].slice(0, count);
  }

  const worker = openWorker<Pairs, Awaited<ReturnType<Judge["compare"]>>>(
    {
      ...{ title: "The AI judge", name, lanes, spent },
      async find(room, underWay) {
        if (done || room === 0) return [];
        const asked = underWay.flat().map(({ id }) => id);
        const pairs = await nextPairs(room, asked);
        done = pairs.length + asked.length === 0;
        const batches = Math.ceil(pairs.length / batch);
        return Array.from({ length: batches }, (_, i) => pairs.slice(i * batch, (i + 1) * batch));
      },
      ask: (pairs, signal) => judge.compare(pairs, signal),
      async keep(pairs, opinions) {
        const judged = opinions.map((one, i) => {
          const { id: pairId, criterion } = pairs[i]!;
          return { ...one, pairId, criterion: judge.asksCriterion === true ? criterion : null };
        });
        await judgements.add(arenaId, name, judged);
        return true;
      },
      announce: (paused, pausedUntil) =>
        judgements.setState(arenaId, { judge: name, share, paused, pausedUntil, ...spent() }),
    },
    context,
  );
  return {
    ...worker,
    wake() {
      done = false;
    },
  };
}

/** The judge is opened at the first step. The learner gets its labels under ids below 0, where no comparison of people has its own. */
export function judgePanel(context: JudgePanelContext): JudgePanel {
  const { arenaId, judgements, learner } = context;
  let active: (ActiveJudge & { readonly worker: JudgeWorker }) | null = null;
  let seen = 0;
  let known: number[] = [];

  const spentBefore = async (): Promise<Spent> => {
    const { calls, tokens } = (await judgements.state(arenaId)) ?? { calls: 0, tokens: 0 };
    return { calls, tokens };
  };

  const panel = openPanel(
    {
      ...{ kind: "An AI judge", reopenMs: 30_000 },
      async places() {
        const { judge, aiShare } = await context.settings();
        return judge === null || aiShare === 0 ? [] : [{ name: judge, share: aiShare }];
      },
      async onChanged(places) {
        active = null;
        await learner.reweigh(new Map(known.map((id) => [id, 0]))); // labels of a judge that was stopped count no more
        [known, seen] = [[], 0];
        const before = places.length > 0 ? null : await judgements.state(arenaId);
        if (before !== null && before.share > 0)
          await judgements.setState(arenaId, { ...before, share: 0, paused: null, pausedUntil: null });
      },
      async open({ name, share }) {
        const opened = { ...(await context.open(name, await spentBefore())), share };
        active = { ...opened, worker: judgeWorker(context, opened) };
        return active.worker;
      },
      async storeUnset({ name, share }, pausedUntil) {
        const state = { judge: name, share, paused: "unset", pausedUntil } as const;
        await judgements.setState(arenaId, { ...state, ...(await spentBefore()) });
      },
    },
    context,
  );

  return {
    ...panel,
    wake: () => active?.worker.wake(),
    async read() {
      if (active === null) return 0;
      const { name } = active.judge;
      const work = await judgements.work(arenaId, name);
      const weight = labelWeight(judgeAccuracy(work));
      const most = labelsWanted(work.people, active.share);
      const before = known.length;
      while (known.length < most) {
        const page = await judgements.after(arenaId, name, seen, Math.min(PAGE, most - known.length));
        if (page.length === 0) break;
        await learner.observe(page.map((one) => ({ ...one, id: -one.id, bothBad: 0, weight })));
        known.push(...page.map(({ id }) => -id));
        seen = page.at(-1)!.id;
      }
      await learner.reweigh(new Map(known.map((id) => [id, weight])));
      return known.length - before;
    },
  };
}
