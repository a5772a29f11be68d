import type { ConversationTurn } from "../../ports/learning.ts";
import { type readSide, roleOf } from "./turns.ts";

export type Side = ReturnType<typeof readSide>;
type Turns = readonly ConversationTurn[];

/** What HH-RLHF puts before each turn (https://github.com/anthropics/hh-rlhf). */
const HUMAN = "\n\nHuman:";
const ASSISTANT = "\n\nAssistant:";

const NAMES = "Human|User|Prompter|Assistant|AI|Bot|Chatbot|System";
const BEGINS = new RegExp(`^\\s*(?:${NAMES}):`, "i");
/** A turn begins after an empty line; where a text has none of these, after any line. */
const APART = new RegExp(`(?:^|\\n[ \\t]*\\n)\\s*(${NAMES}):`, "gi");
/** A mark at the very end, cut off before its colon. */
const CUT_OFF = /\n[ \t]*\n(?:Human|Assistant)\s*$/;
const CLOSE = new RegExp(`(?:^|\\n)\\s*(${NAMES}):`, "gi");
/** Where the first question stands below words of the system. */
const LED = /\n[ \t]*\n(?=(?:Human|User):)/;
/** Where an answer ends in a text that goes on. */
const GOES_ON = /\r?\n[ \t]*\r?\n(?:Human|Assistant):/;

const unixLines = (text: string): string => text.replaceAll("\r\n", "\n");

/** The turns of a text in which each begins with who speaks, as HH-RLHF writes them; null for any other text. */
export function transcriptTurns(whole: string): readonly ConversationTurn[] | null {
  if (!BEGINS.test(whole)) return null;
  const text = unixLines(whole).replace(CUT_OFF, "");
  const apart = [...text.matchAll(APART)];
  const marks = apart.length > 1 || text.startsWith("\n\n") ? apart : [...text.matchAll(CLOSE)];
  return marks.map((mark, i) => ({
    role: roleOf("A turn", mark[1]),
    // The space after a mark belongs to it. What else stands at the edges is the text's own.
    content: text.slice(mark.index + mark[0].length, marks[i + 1]?.index).replace(/^[ \t]/, ""),
  }));
}

/** The same where words of the system stand before the first mark; an answer has to be among the turns. */
function ledTurns(whole: string): Turns | null {
  const text = unixLines(whole);
  const start = text.search(LED);
  if (start === -1) return null;
  const turns = transcriptTurns(text.slice(start));
  const isTranscript = turns?.some(({ role }) => role === "assistant");
  return isTranscript ? [{ role: "system", content: text.slice(0, start) }, ...turns!] : null;
}

/**
 * An answer in a column of its own, without a mark of the next question that has nothing after it.
 * @returns null where a further turn follows, so that it is no single answer
 */
export function singleAnswer(text: string): string | null {
  const end = text.search(GOES_ON);
  if (end === -1) return text;
  return text.slice(end).replace(GOES_ON, "").trim() === "" ? text.slice(0, end) : null;
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
  const turns = transcriptTurns(side) ?? (hasPrompt ? null : ledTurns(side));
  if (turns === null) return side;
  return !hasPrompt || turns.some(({ role }) => role === "assistant") ? turns : side;
}

const awaits = (turns: Turns): boolean => turns.at(-1)?.role === "assistant" && turns.at(-1)?.content.trim() === "";
const withoutAwaited = (turns: Turns): Turns => (awaits(turns) ? turns.slice(0, -1) : turns);

/** A prompt as turns: a text is one question, unless it is a transcript that awaits an answer. */
export function promptTurns(prompt: Side): Turns {
  if (typeof prompt !== "string") return withoutAwaited(prompt);
  const turns = transcriptTurns(prompt);
  if (turns?.some(({ role }) => role === "user")) return withoutAwaited(turns);
  const led = ledTurns(prompt);
  return led !== null && awaits(led) ? withoutAwaited(led) : [{ role: "user", content: prompt }];
}

/** A mark of the next question, with nothing after it, is no turn. */
export function withoutEmptyEnd(turns: Turns): Turns {
  const end = turns.findLastIndex(({ role, content }) => role !== "user" || content.trim() !== "");
  return turns.slice(0, end + 1);
}
