import pRetry from "p-retry";
import type { TraitChange } from "../../../shared/round/traits.ts";
import type { ThenAndNowView } from "../../../shared/round/view-learning.ts";
import type { Policies } from "../../ports/models.ts";
import type { Showcase, ShownAnswer } from "../../ports/pool.ts";
import type { PastRounds } from "../../ports/rounds.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { traitChanges } from "../../stats/trait-changes.ts";
import type { RoomLog } from "./room-services.ts";

interface Sources {
  readonly pastRounds: Pick<PastRounds, "firstVersion">;
  readonly policies: Pick<Policies, "list">;
  readonly showcase: Pick<Showcase, "of">;
  readonly log: RoomLog;
}

/** What can be shown of a version beside the one of the game's beginning. */
interface Comparison {
  readonly version: number;
  readonly first: number;
  readonly questions: readonly ShownQuestion[];
  readonly changes: readonly TraitChange[] | null;
}

/** A prompt with both versions' answers. */
export interface ShownQuestion {
  readonly prompt: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What a round's intermission shows of the newest version beside that of the game's beginning; null where there is no newer one. What is
 * not known yet is read from the stores.
 */
export type ThenAndNow = (round: number, version: number) => ThenAndNowView | null;

/**
 * Reads each version's answers once for the whole room. Until a new version's are there, the one before stands.
 *
 * @param onKnown is called when there is more to show
 */
export function followThenAndNow(
  sources: Sources,
  session: Pick<SessionRecord, "id" | "arenaId" | "code">,
  signal: AbortSignal,
  onKnown: () => void,
): ThenAndNow {
  let known: Comparison | null = null;
  let wanted = -1;
  const asked = new Map<number, string>();

  async function load(version: number): Promise<void> {
    const read = () =>
      compare(sources, session, version).catch((cause) => Promise.reject(new Error("Unread", { cause })));
    try {
      const found = await pRetry(read, {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 200,
        maxTimeout: 5_000,
        signal,
      });
      if (wanted !== version || signal.aborted) return;
      known = found;
      if (found === null)
        wanted = -1; // the first round is not opened yet: asked again when it may be
      else onKnown();
    } catch (error) {
      if (signal.aborted) return;
      sources.log.error({ err: error, session: session.code }, "What the model answered before could not be read");
    }
  }

  return (round, version) => {
    if (version >= 0 && round > 0 && version !== wanted) {
      wanted = version;
      void load(version);
    }
    if (known === null || known.version === known.first) return null;
    const question = chooseQuestion(known.questions, round, asked);
    if (question === null) return null;
    asked.set(round, question.prompt);
    return {
      ...question,
      versionBefore: known.first,
      versionAfter: known.version,
      compared: known.changes !== null,
      changes: known.changes ?? [],
    };
  };
}

/** Null before the session's first round is opened. */
async function compare(
  { pastRounds, policies, showcase }: Sources,
  { id, arenaId }: Pick<SessionRecord, "id" | "arenaId">,
  version: number,
): Promise<Comparison | null> {
  const first = await pastRounds.firstVersion(id);
  if (first === null) return null;
  if (first === version) return { version, first, questions: [], changes: null };
  const [answers, versions] = await Promise.all([showcase.of(arenaId, [first, version]), policies.list(arenaId)]);
  const metricsOf = (number: number) => versions.find((one) => one.version === number)?.metrics ?? {};
  return {
    version,
    first,
    questions: questionsOf(answers, first, version),
    changes: traitChanges(metricsOf(first), metricsOf(version)),
  };
}

/** Prompts that both versions have answered. */
function questionsOf(answers: readonly ShownAnswer[], first: number, version: number): readonly ShownQuestion[] {
  return [...Map.groupBy(answers, ({ prompt }) => prompt)].flatMap(([prompt, some]) => {
    const [before, after] = [first, version].map((number) => some.find((one) => one.version === number)?.text);
    return before === undefined || after === undefined ? [] : [{ prompt, before, after }];
  });
}

/**
 * The question of a round: the one that it has already, while its answers differ; else the next in turn that differs and was not asked in the
 * round before. Where no two answers differ, an unchanged one is shown as what it is.
 * @param asked the prompts of earlier rounds, and of this one
 */
export function chooseQuestion(
  questions: readonly ShownQuestion[],
  round: number,
  asked: ReadonlyMap<number, string>,
): ShownQuestion | null {
  const differs = ({ before, after }: ShownQuestion) => before !== after;
  const own = questions.find(({ prompt }) => prompt === asked.get(round));
  if (own !== undefined && differs(own)) return own;
  const inTurn = questions.map((_, i) => questions[(round - 1 + i) % questions.length]!);
  const others = inTurn.filter(({ prompt }) => prompt !== asked.get(round - 1));
  return others.find(differs) ?? own ?? others[0] ?? inTurn[0] ?? null;
}
