import { and, asc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import {
  type Bet,
  EXHIBIT_EDITION,
  EXHIBITS,
  type ExhibitContents,
  type ExhibitName,
} from "../../../shared/protocol/lesson.ts";
import type { ExhibitRecord, LessonExhibits, SessionPreference, WaitingAnswer } from "../../ports/lesson.ts";
import { notify } from "../postgres/bus.ts";
import type { Db } from "../postgres/connect.ts";
import { lessonExhibits } from "../schema/lesson.ts";
import { verdictLabel } from "../votes/read-votes.ts";

const present = eq(lessonExhibits.edition, EXHIBIT_EDITION);
const open = isNull(lessonExhibits.endedAt);
const now = sql`now()`;

/** A session of the exhibit that is still open; what a finished one asked for nobody waits for. */
const inOpenSession = sql`exists (select from sessions where sessions.id = lesson_exhibits.session_id and finished_at is null)`;

export function createLessonStore(db: Db): LessonExhibits {
  /** Changes exhibits that haven't ended, and tells the sessions that wait for them. */
  async function change(which: SQL | undefined, values: PgUpdateSetSource<typeof lessonExhibits>): Promise<void> {
    await db.transaction(async (tx) => {
      const { arenaId, sessionId } = lessonExhibits;
      const changed = await tx
        .update(lessonExhibits)
        .set(values)
        .where(and(which, open))
        .returning({ arenaId, sessionId });
      for (const one of changed) await notify(tx, { type: "exhibit_changed", ...one });
    });
  }

  /** What was made of an exhibit that hangs on no session. */
  async function shared(exhibit: ExhibitName) {
    if (EXHIBITS[exhibit].perSession) return undefined;
    const made = and(present, eq(lessonExhibits.exhibit, exhibit), isNotNull(lessonExhibits.content));
    const [found] = await db.select().from(lessonExhibits).where(made).orderBy(asc(lessonExhibits.id)).limit(1);
    return found;
  }

  const ofSession = (sessionId: string | null) =>
    sessionId === null ? isNull(lessonExhibits.sessionId) : eq(lessonExhibits.sessionId, sessionId);

  return {
    async ask({ arenaId, sessionId, exhibit, parameters, afresh = false }) {
      const same = and(
        ...[present, ofSession(sessionId), eq(lessonExhibits.exhibit, exhibit)],
        ...[sql`${lessonExhibits.parameters} = ${JSON.stringify(parameters)}::jsonb`, isNull(lessonExhibits.error)],
      );
      const ready = await shared(exhibit);
      return db.transaction(async (tx) => {
        const [asked] = await tx.select().from(lessonExhibits).where(same).orderBy(sql`id desc`).limit(1);
        const isWanted = asked === undefined || (afresh && asked.endedAt !== null && EXHIBITS[exhibit].perSession);
        if (!isWanted) return asked.id;
        const made = ready === undefined ? {} : { content: ready.content, progress: 1, endedAt: now };
        const row = { arenaId, sessionId, exhibit, parameters, edition: EXHIBIT_EDITION, ...made };
        const [added] = await tx.insert(lessonExhibits).values(row).returning();
        if (added === undefined) throw new Error(`The exhibit ${exhibit} was not stored`);
        if (ready === undefined) await notify(tx, { type: "exhibit_asked", arenaId });
        else await notify(tx, { type: "exhibit_changed", arenaId, sessionId });
        return added.id;
      });
    },

    async of(sessionId) {
      const rows = await db
        .selectDistinctOn([lessonExhibits.exhibit])
        .from(lessonExhibits)
        .where(and(present, eq(lessonExhibits.sessionId, sessionId)))
        .orderBy(lessonExhibits.exhibit, sql`id desc`);
      // A row's content is what its exhibit's maker stored: `finish` takes them together.
      return rows.map(
        ({ id, exhibit, parameters, progress, work, content, error }) =>
          ({ id, exhibit, parameters, progress, work, content, error }) as ExhibitRecord,
      );
    },

    async bets(sessionId) {
      type Row = Bet & Record<string, unknown>;
      const rows = await db.execute<Row>(sql`
        select votes.round_id as "roundId", rounds.index as round, prompts.text as prompt, a.text as a, b.text as b,
          case when ${verdictLabel(sql`votes.verdict`)} > 0.5 then 'a' else 'b' end as chosen,
          1 / (1 + exp(b.reward - a.reward)) as "chanceOfA"
        from votes
        join rounds on rounds.id = votes.round_id
        join pairs on pairs.id = votes.pair_id
        join prompts on prompts.id = pairs.prompt_id
        join responses a on a.id = pairs.a
        join responses b on b.id = pairs.b
        where rounds.session_id = ${sessionId} and pairs.repeat_of is null and ${verdictLabel(sql`votes.verdict`)} <> 0.5
          and a.policy_version is not null and b.policy_version is not null
          and a.hidden_at is null and b.hidden_at is null
        order by votes.cast_at, votes.id`);
      return [...rows];
    },

    waiting(arenaId) {
      const { id, exhibit, sessionId, parameters } = lessonExhibits;
      return db
        .select({ id, exhibit, sessionId, parameters })
        .from(lessonExhibits)
        .where(and(present, open, eq(lessonExhibits.arenaId, arenaId), sql`(session_id is null or ${inOpenSession})`))
        .orderBy(sql`session_id is null, id`);
    },

    progress: (id, progress, work) => change(eq(lessonExhibits.id, id), { progress, work }),

    finish<Name extends ExhibitName>(id: number, exhibit: Name, content: ExhibitContents[Name]) {
      const one = eq(lessonExhibits.id, id);
      const all = and(present, eq(lessonExhibits.exhibit, exhibit));
      return change(EXHIBITS[exhibit].perSession ? one : all, { content, progress: 1, endedAt: now });
    },

    async isReady(exhibit) {
      return (await shared(exhibit)) !== undefined;
    },

    fail: (id, error) => change(eq(lessonExhibits.id, id), { error, endedAt: now }),

    async preferences(sessionId) {
      const rows = await db.execute<{ [Name in keyof SessionPreference]: SessionPreference[Name] }>(sql`
        select prompts.text as prompt,
          json_build_object('text', a.text, 'tokens', a.tokens) as a,
          json_build_object('text', b.text, 'tokens', b.tokens) as b,
          comparisons.label, comparisons.votes
        from comparisons
        join rounds on rounds.id = comparisons.round_id
        join pairs on pairs.id = comparisons.pair_id
        join prompts on prompts.id = pairs.prompt_id
        join responses a on a.id = pairs.a
        join responses b on b.id = pairs.b
        where rounds.session_id = ${sessionId} and pairs.repeat_of is null
          and a.policy_version is not null and b.policy_version is not null
          and a.hidden_at is null and b.hidden_at is null
        order by comparisons.id`);
      return [...rows];
    },

    async waitingAnswers(arenaId) {
      const rows = await db.execute<{ [Name in keyof WaitingAnswer]: WaitingAnswer[Name] }>(sql`
        select responses.id, prompts.text as prompt, responses.tokens
        from pairs
        join responses on responses.id in (pairs.a, pairs.b)
        join prompts on prompts.id = pairs.prompt_id
        where pairs.arena_id = ${arenaId} and pairs.round_id is null and responses.policy_version is not null
          and pairs.version = (select max(version) from policies where arena_id = ${arenaId} and status = 'promoted')
          and exists (
            select from lesson_exhibits where lesson_exhibits.arena_id = ${arenaId} and ${inOpenSession})`);
      return [...rows];
    },

    async rescore(arenaId, rewards) {
      if (rewards.length === 0) return;
      await db.execute(sql`
        update responses set reward = scored.reward
        from jsonb_to_recordset(${JSON.stringify(rewards)}::text::jsonb) as scored(id uuid, reward float8)
        where responses.id = scored.id and responses.id in (
          select unnest(array[a, b]) from pairs where arena_id = ${arenaId} and round_id is null)`);
    },
  };
}
