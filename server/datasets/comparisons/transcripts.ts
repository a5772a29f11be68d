import type { ConversationTurn } from "../../ports/learning.ts";
import { type readSide, roleOf } from "./turns.ts";

export type Side = ReturnType<typeof readSide>;
type Turns = readonly ConversationTurn[];

/** What HH-RLHF puts before each turn (https://github.com/anthropics/hh-rlhf). */
const HUMAN = "\n\nHuman:";
const ASSISTANT = "\n\nAssistant:";

const NAMES = "Human|User|Assistant|AI|System";
const BEGINS = new RegExp(`^\\s*(?:${NAMES}):`);
/** A turn begins after an empty line; where a text has none of these, after any line. */
const APART = new RegExp(`(?:^|\\n[ \\t]*\\n)\\s*(${NAMES}):`, "g");
/** A mark at the very end, cut off before its colon. */
const CUT_OFF = /\n[ \t]*\n(?:Human|Assistant)\s*$/;
const CLOSE = new RegExp(`(?:^|\\n)\\s*(${NAMES}):`, "g");

/** The turns of a text in which each begins with who speaks, as HH-RLHF writes them; null for any other text. */
export function transcriptTurns(whole: string): readonly ConversationTurn[] | null {
  if (!BEGINS.test(whole)) return null;
  const text = whole.replace(CUT_OFF, "");
  const apart = [...text.matchAll(APART)];
  const marks = apart.length > 1 || text.startsWith("\n\n") ? apart : [...text.matchAll(CLOSE)];
  return marks.map((mark, i) => ({
    role: roleOf("A turn", mark[1]),
    // The space after a mark belongs to it. What else stands at the edges is the text's own.
    content: text.slice(mark.index + mark[0].length, marks[i + 1]?.index).replace(/^[ \t]/, ""),
  }));
}

/** A conversation as a text that awaits an answer, as HH-RLHF writes it; instructions of the system stand before it. */
export function transcriptOf(turns: readonly ConversationTurn[]): string {
  const said = turns.map(({ role, content }) => {
    if (role === "system") return content;
    return `${role === "assistant" ? ASSISTANT : HUMAN} ${content}`;
  });
  return `${said.join("")}${ASSISTANT}`;
}

/** A side as turns where it has any. A text beside a prompt is a transcript only where the other speaker is in it too, or it begins with the answer's mark. */
export function dialogueOf(side: Side, hasPrompt: boolean): string | Turns {
  if (typeof side !== "string") return side;
  const turns = transcriptTurns(side);
  if (turns === null) return side;
  return !hasPrompt || turns.some(({ role }) => role === "assistant") ? turns : side;
}

/** A prompt as turns: a text is one question, unless it is a transcript that awaits an answer. */
export function promptTurns(prompt: Side): Turns {
  const turns = typeof prompt === "string" ? transcriptTurns(prompt) : prompt;
  if (turns === null) return [{ role: "user", content: prompt as string }];
  const last = turns.at(-1);
  return last?.role === "assistant" && last.content.trim() === "" ? turns.slice(0, -1) : turns;
}

/** A mark of the next question, with nothing after it, is no turn. */
export function withoutEmptyEnd(turns: Turns): Turns {
  const end = turns.findLastIndex(({ role, content }) => role !== "user" || content.trim() !== "");
  return turns.slice(0, end + 1);
}
