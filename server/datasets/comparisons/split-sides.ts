import type { ConversationTurn } from "../../ports/learning.ts";
import type { Preference } from "../../ports/results.ts";
import { UnusableRow } from "../dataset-problem.ts";
import { dialogueOf, promptTurns, type Side, singleAnswer, transcriptOf, withoutEmptyEnd } from "./transcripts.ts";

const MAX_PROMPT_BYTES = 65_536;
const MAX_ANSWER_BYTES = 1_048_576;

type Turns = readonly ConversationTurn[];

const PART = "The two dialogues part before the last answer, so they compare no two answers.";

/**
 * What `splitSides` makes of the sides, where it can be stored and says something.
 * @throws UnusableRow
 */
export function comparisonOf(...sides: Parameters<typeof splitSides>): Preference {
  const comparison = splitSides(...sides);
  checkText("prompt", comparison.prompt);
  checkText("chosen", comparison.chosen);
  checkText("rejected", comparison.rejected);
  if (comparison.chosen.trim() === comparison.rejected.trim())
    throw new UnusableRow("equal", "chosen and rejected are equal, so it says nothing about either.");
  return comparison;
}

/** Spaces, and marks such as the zero-width ones that nobody sees. */
const INVISIBLE = /[\s\p{Cf}]/gu;

/** @throws UnusableRow for a text that says nothing or can't be stored */
export function checkText(name: string, text: string): void {
  if (text.replace(INVISIBLE, "") === "") throw new UnusableRow("empty", `${name} is empty.`);
  const limit = name === "prompt" ? MAX_PROMPT_BYTES : MAX_ANSWER_BYTES;
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) throw new UnusableRow("tooLarge", `${name} has ${bytes} bytes; at most ${limit} are taken.`);
  if (text.includes("\0")) throw new UnusableRow("characters", `${name} holds a NUL character, which can't be stored.`);
  if (!text.isWellFormed())
    throw new UnusableRow(
      "characters",
      `${name} holds half of a character (a cut emoji). Cut texts between characters.`,
    );
}

/**
 * One comparison out of what its columns hold. Prompts are explicit, or what both sides begin with; sides are answers or whole
 * conversations, as messages or as transcripts. Answers are kept as they are, spaces at their edges included.
 * @param prompt null where there is none; its beginning is then looked for in the sides
 * @throws UnusableRow
 */
export function splitSides(prompt: Side | null, chosen: Side, rejected: Side, system: string | null): Preference {
  const before = prompt === null ? null : promptTurns(prompt);
  const [left, right] = dialoguesOf(chosen, rejected, prompt !== null);
  if (typeof left === "string" && typeof right === "string") {
    if (before !== null) {
      const [first, second] = [singleText("chosen", left), singleText("rejected", right)];
      return preference(unanswered(before, [first, second]), system, first, second);
    }
    const length = sharedLength(left, right);
    return { prompt: left.slice(0, length), chosen: left.slice(length), rejected: right.slice(length) };
  }
  if (typeof left === "string" || typeof right === "string") {
    const [text, turns] = typeof left === "string" ? ["chosen", "rejected"] : ["rejected", "chosen"];
    throw new UnusableRow("mixed", `${text} is a text and ${turns} has messages; both sides have to be of one kind.`);
  }
  return splitDialogues(before, withoutEmptyEnd(left), withoutEmptyEnd(right), system);
}

/** Of two texts beside a prompt both have marks, or a word and a colon begin one of them by chance. */
function dialoguesOf(chosen: Side, rejected: Side, hasPrompt: boolean): readonly [string | Turns, string | Turns] {
  const [left, right] = [dialogueOf(chosen, hasPrompt), dialogueOf(rejected, hasPrompt)];
  const isChance =
    hasPrompt && typeof chosen === "string" && typeof rejected === "string" && typeof left !== typeof right;
  return isChance ? [chosen, rejected] : [left, right];
}

const goesOn = (side: string): UnusableRow =>
  new UnusableRow("goesOn", `${side} goes on after the answer, so it is no single answer that was judged.`);

function singleText(side: string, text: string): string {
  const answer = singleAnswer(text);
  if (answer === null) throw goesOn(side);
  return answer;
}

/** A prompt's messages without the answer, where they have one of the two again. */
function unanswered(prompt: Turns, answers: readonly string[]): Turns {
  const last = prompt.at(-1);
  if (last?.role !== "assistant") return prompt;
  if (answers.some((answer) => squeezed(answer) === squeezed(last.content))) return prompt.slice(0, -1);
  throw new UnusableRow("mixed", "The prompt ends with an answer, and with neither chosen nor rejected.");
}

function splitDialogues(before: Turns | null, left: Turns, right: Turns, system: string | null): Preference {
  const shared = sharedTurns(left, right);
  const [first, second] = [left.slice(shared), right.slice(shared)];
  if (first.length === 0 || second.length === 0)
    throw new UnusableRow("empty", "One of the two dialogues has no answer in it.");
  if (first[0]!.role !== "assistant" || second[0]!.role !== "assistant") throw new UnusableRow("apart", PART);
  if (first.length > 1 || second.length > 1) throw goesOn(first.length > 1 ? "chosen" : "rejected");
  const [{ content: chosen }, { content: rejected }] = [first[0]!, second[0]!];
  const prompt = unanswered(promptOf(before, left.slice(0, shared)), [chosen, rejected]);
  return preference(prompt, system, chosen, rejected);
}

/** What stands before the answers: in their own column, in both conversations, or in both of these places. */
function promptOf(before: Turns | null, shared: Turns): Turns {
  if (before === null) {
    if (shared.length > 0) return shared;
    throw new UnusableRow("missing", "There is no prompt: neither a column nor messages before the answers.");
  }
  if (shared.length === 0) return before;
  const asked = before.findLast(({ role }) => role === "user");
  if (asked !== undefined && !shared.some((turn) => turn.role === "user" && isSame(turn, asked)))
    throw new UnusableRow("apart", "The prompt is not in the conversations of chosen and rejected.");
  return before[0]?.role === "system" && shared[0]?.role !== "system" ? [before[0], ...shared] : shared;
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();
const isSame = (a: ConversationTurn, b: ConversationTurn): boolean =>
  a.role === b.role && squeezed(a.content) === squeezed(b.content);

/** How many turns both begin with, beside the last of each. */
function sharedTurns(left: Turns, right: Turns): number {
  const most = Math.min(left.length, right.length) - 1;
  const parted = left.findIndex((turn, i) => i >= most || !isSame(turn, right[i]!));
  return Math.max(0, parted);
}

/** TRL's implicit prompt: what two texts begin with, up to a space. */
function sharedLength(left: string, right: string): number {
  let end = 0;
  while (end < left.length && left[end] === right[end]) end++;
  while (end > 0 && !/\s/.test(left[end - 1]!)) end--;
  if (left.slice(0, end).trim() !== "") return end - 1;
  throw new UnusableRow(
    "apart",
    "There is no prompt, and the texts chosen and rejected don't begin alike. A prompt is a column, or the beginning of both texts, or what " +
      'stands before the last "\\n\\nAssistant:" of both.',
  );
}

/** A lone question as it is; several messages as turns, with a transcript. */
function preference(prompt: Turns, system: string | null, chosen: string, rejected: string): Preference {
  const turns: Turns =
    system === null || system.trim() === "" || prompt[0]?.role === "system"
      ? prompt
      : [{ role: "system", content: system }, ...prompt];
  const [only] = turns;
  if (only?.role === "user" && turns.length === 1) return { prompt: only.content, chosen, rejected };
  if (!turns.some(({ role, content }) => role === "user" && content.trim() !== ""))
    throw new UnusableRow("missing", "The prompt has no message of a user.");
  return { prompt: transcriptOf(turns), turns, chosen, rejected };
}
