import type { Refusal } from "../../shared/protocol/messages.ts";

/** Every refusal; typed as a record so that a new one can't be forgotten, and so that zod stays out of the browser. */
const KNOWN: Readonly<Record<Refusal, true>> = {
  bad_message: true,
  wrong_phase: true,
  unknown_pair: true,
  own_answer: true,
  not_open: true,
  locked_in: true,
  incomplete: true,
  answer_empty: true,
  answer_too_long: true,
  answer_refused: true,
  text_link: true,
  text_self_harm: true,
  team_name_invalid: true,
  colour_taken: true,
  team_full: true,
  not_a_player: true,
  host_only: true,
  session_full: true,
  address_full: true,
  spectators_full: true,
  ask_host: true,
  not_let_in: true,
  too_many_tries: true,
  too_fast: true,
  nickname_taken: true,
  nickname_invalid: true,
  nickname_refused: true,
  unknown_session: true,
  session_over: true,
  kicked: true,
  banned: true,
  old_client: true,
  consent_needed: true,
  unavailable: true,
};

/** The refusal inside whatever the SDK threw (the message of a failed join, the reason of a rejected request), or null. */
export function refusalOf(error: unknown): Refusal | null {
  if (typeof error === "string") return Object.hasOwn(KNOWN, error) ? (error as Refusal) : null;
  if (typeof error !== "object" || error === null) return null;
  for (const field of ["reason", "error", "code", "message"] as const) {
    const found = field in error ? refusalOf((error as Record<string, unknown>)[field]) : null;
    if (found !== null) return found;
  }
  return null;
}
