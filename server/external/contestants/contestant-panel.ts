import type { ContestantState } from "../../ports/external.ts";
import { type Contesting, type ContestingContext, contesting } from "./contesting.ts";
import type { ContestantOpener } from "./open-contestant.ts";

/** Who is to answer beside the policy, by name, and in what share of the deal, all together. */
export interface ContestantWish {
  readonly contestants: readonly string[];
  readonly contestantShare: number;
}

export interface ContestantPanelContext extends ContestingContext {
  readonly opener: ContestantOpener;
  readonly wish: () => Promise<ContestantWish>;
}

/** An arena's contestants, as its settings want them at the time. */
export interface ContestantPanel {
  /** Follows the settings, and lets every contestant go on; waits for no endpoint. */
  step(): Promise<void>;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

const NOTHING = { calls: 0, tokens: 0, unusable: 0 };

export function contestantPanel(context: ContestantPanelContext): ContestantPanel {
  const { arenaId, contestants, log, opener } = context;
  let followed = "";
  let present: readonly Contesting[] = [];

  async function follow(): Promise<void> {
    const { contestants: wanted, contestantShare } = await context.wish();
    const names = contestantShare === 0 ? [] : wanted;
    const wish = JSON.stringify([names, contestantShare]);
    if (wish === followed) return;
    await stop();
    const known = new Map((await contestants.list(arenaId)).map((one) => [one.name, one]));
    const labels = new Set(names.map(opener.labelOf));
    for (const one of known.values()) if (one.share > 0 && !labels.has(one.name)) await takeOut(one);
    const entered: Contesting[] = [];
    for (const name of names) {
      const share = contestantShare / names.length;
      const { calls, tokens, unusable } = known.get(opener.labelOf(name)) ?? NOTHING;
      try {
        entered.push(contesting(context, { ...opener.open(name, { calls, tokens }), share, unusable }));
        log.info({ contestant: opener.labelOf(name), share }, "A contestant answers beside the policy");
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        log.warn({ contestant: name }, `No contestant. ${detail}`);
        const state = { name: opener.labelOf(name), share, paused: "unset" as const, pausedUntil: null };
        await contestants.setState(arenaId, { ...state, calls, tokens, unusable });
      }
    }
    present = entered;
    followed = wish;
  }

  async function takeOut({ name, calls, tokens, unusable }: ContestantState): Promise<void> {
    const out = { share: 0, paused: null, pausedUntil: null };
    await contestants.setState(arenaId, { name, ...out, calls, tokens, unusable });
  }

  async function stop(): Promise<void> {
    await Promise.all(present.map((one) => one.stop()));
    present = [];
    followed = "";
  }

  return {
    async step() {
      await follow();
      for (const one of present) await one.step();
    },
    stop,
  };
}
