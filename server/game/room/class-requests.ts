/** What players say as a class and as a team: answers of a lesson, and what their team is called and looks like. */

import type { LessonMessage, Replies, TeamMessage } from "../../../shared/protocol/messages.ts";
import type { Command } from "../../../shared/round/command.ts";
import { type Moderate, moderation } from "../../moderation/moderate.ts";
import { answerText, normalizeTeamName } from "../moderation/player-text.ts";
import type { Reception } from "../seats/reception.ts";
import type { HostDesk } from "./host-desk.ts";
import { type LiveGame, refusalOf, refuse } from "./live-game.ts";

interface Parts {
  readonly game: LiveGame;
  readonly desk: HostDesk;
  readonly reception: Reception;
}

/** Applied after its commit, like a vote. A later one takes its place, until the step is closed. */
export async function answerLesson(
  { game, desk }: Pick<Parts, "game" | "desk">,
  playerId: string,
  message: LessonMessage,
): Promise<Replies["lesson"]> {
  const answer = "text" in message ? answerText(message.text, moderation(game.session.settings.language)) : message;
  if ("refused" in answer) return refuse(answer.refused);
  const { key } = message;
  const { lesson } = game;
  if (lesson === null) return refuse("wrong_phase");
  const put = "text" in answer ? { text: answer.text } : { picks: answer.picks };
  const command = { type: "answer", playerId, key, answer: put } as const;
  const { id: sessionId } = game.session;
  const putIn = async (): Promise<Replies["lesson"]> => {
    const refusal = refusalOf(game.try(command));
    if (refusal !== null) return refuse(refusal);
    const outcome = await game.services.lessonCourse.putIn({ sessionId, key, playerId, answer: put });
    if (outcome === "unknown") return refuse("not_a_player");
    game.apply(command);
    return { ok: true };
  };
  const reply = await game.lock.shared(() => lesson.inTurn(putIn));
  if ("text" in answer) desk.showLessonTexts();
  return reply;
}

export async function changeTeam(
  { game, reception }: Pick<Parts, "game" | "reception">,
  playerId: string,
  message: TeamMessage,
): Promise<Replies["team"]> {
  if (!reception.mayChangeTeam(playerId)) return refuse("too_fast");
  const command = teamCommand(playerId, message, moderation(game.session.settings.language));
  if (command === null) return refuse("team_name_invalid");
  const refusal = await game.lock.alone(() => refusalOf(game.apply(command)));
  return refusal === null ? { ok: true } : refuse(refusal);
}

function teamCommand(playerId: string, message: TeamMessage, moderate: Moderate): Command | null {
  if (message.change === "team") return { type: "changeTeam", playerId, team: message.team };
  if (message.change === "colour") return { type: "dressTeam", playerId, colour: message.colour };
  const name = normalizeTeamName(message.name, moderate);
  return name === null ? null : { type: "dressTeam", playerId, name };
}
