import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { CastVote } from "../ports/results.ts";

interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** A row with the columns of LMSYS's `chatbot_arena_conversations` (https://huggingface.co/datasets/lmsys/chatbot_arena_conversations). */
export interface ArenaBattle {
  readonly question_id: string;
  readonly model_a: string;
  readonly model_b: string;
  readonly winner: "model_a" | "model_b" | "tie" | "tie (bothbad)";
  readonly judge: string;
  readonly conversation_a: readonly Message[];
  readonly conversation_b: readonly Message[];
  readonly turn: number;
  readonly anony: boolean;
  readonly language: string;
  readonly tstamp: number;
}

const WINNERS: Readonly<Record<Verdict, ArenaBattle["winner"]>> = {
  ...{ a: "model_a", b: "model_b", tie: "tie", bothBad: "tie (bothbad)" },
};

/** `pseudonym` names a player. Nobody has said which language they speak, and authors are hidden while people judge. */
export function arenaBattle(vote: CastVote, pseudonym: (playerId: string) => string): ArenaBattle {
  const model = (version: number | null, contestant: string | null) =>
    version === null ? (contestant ?? "player") : `policy-${version}`;
  const conversation = (answer: string): readonly Message[] => [
    { role: "user", content: vote.prompt },
    { role: "assistant", content: answer },
  ];
  return {
    question_id: vote.pairId,
    model_a: model(vote.versionA, vote.contestantA),
    model_b: model(vote.versionB, vote.contestantB),
    winner: WINNERS[vote.verdict],
    judge: pseudonym(vote.playerId),
    conversation_a: conversation(vote.a),
    conversation_b: conversation(vote.b),
    turn: 1,
    anony: true,
    language: "unknown",
    tstamp: vote.castAt,
  };
}
