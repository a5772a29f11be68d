import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { LessonAnswerRecord, LessonCourse } from "../../ports/lesson-course.ts";
import type { Db } from "../postgres/connect.ts";
import { lessonAnswers, lessons } from "../schema/lesson.ts";
import { players } from "../schema/sessions.ts";

export function createLessonCourseStore(db: Db): LessonCourse {
  return {
    async open(sessionId, start) {
      await db
        .insert(lessons)
        .values({ sessionId, ...start })
        .onConflictDoNothing();
      const [lesson] = await db.select().from(lessons).where(eq(lessons.sessionId, sessionId));
      if (lesson === undefined) throw new Error(`The lesson of session ${sessionId} was not stored`);
      const given = await db
        .select({
          key: lessonAnswers.key,
          playerId: lessonAnswers.playerId,
          picks: lessonAnswers.picks,
          text: lessonAnswers.text,
          hidden: lessonAnswers.hidden,
        })
        .from(lessonAnswers)
        .innerJoin(players, and(eq(players.id, lessonAnswers.playerId), eq(players.kicked, false)))
        .where(eq(lessonAnswers.sessionId, sessionId))
        .orderBy(asc(lessonAnswers.at), asc(lessonAnswers.playerId));
      const { seed, place, step, closed, away, runs } = lesson;
      return {
        seed,
        place: { place, step, closed, away, runs },
        answers: given.map(
          ({ picks, text, ...one }): LessonAnswerRecord => ({
            ...one,
            answer: text === null ? { picks: picks ?? [] } : { text },
          }),
        ),
      };
    },

    async keep(sessionId, place) {
      await db
        .update(lessons)
        .set({ ...place, at: sql`now()` })
        .where(eq(lessons.sessionId, sessionId));
    },

    async putIn({ sessionId, key, playerId, answer }) {
      const [picks, text] = "picks" in answer ? [`{${answer.picks.join()}}`, null] : [null, answer.text];
      const stored = await db.execute(sql`
        insert into lesson_answers (session_id, key, player_id, picks, text)
        select session_id, ${key}, id, ${picks}::int[], ${text} from players
        where id = ${playerId} and session_id = ${sessionId} and not kicked
        on conflict (session_id, key, player_id) do update set picks = excluded.picks, text = excluded.text
        returning player_id`);
      return stored.length > 0 ? "accepted" : "unknown";
    },

    async hide(sessionId, playerId, hidden) {
      const texts = and(
        eq(lessonAnswers.sessionId, sessionId),
        eq(lessonAnswers.playerId, playerId),
        isNotNull(lessonAnswers.text),
      );
      await db.update(lessonAnswers).set({ hidden }).where(texts);
    },
  };
}
