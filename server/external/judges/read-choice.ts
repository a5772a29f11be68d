import type { ChatReply } from "../endpoint/chat-reply.ts";

/** The letters' share of the first token below which its log-probabilities say nothing. */
const LEAST_MASS = 0.5;

/**
 * The share of "A" in a judge's reply: from the first token's probabilities where they are about the letters, else from the text. Judges are told to
 * give one letter and often don't: they box it, wrap it in JSON, or reason first and conclude last, in English or in the question's language.
 * @returns null when it names neither, or both
 */
export function readChoice({ text, firstToken }: Pick<ChatReply, "text" | "firstToken">): number | null {
  const mass = { A: 0, B: 0 };
  for (const { token, logprob } of firstToken ?? []) {
    const letter = token
      .normalize("NFKC")
      .replace(/[^\p{L}\p{N}]/gu, "")
      .toUpperCase();
    if (letter === "A" || letter === "B") mass[letter] += Math.exp(logprob);
  }
  if (mass.A + mass.B >= LEAST_MASS) return mass.A / (mass.A + mass.B);
  const letter = letterIn(text);
  return letter === null ? null : letter === "A" ? 1 : 0;
}

type Letter = "A" | "B";

function letterIn(reply: string): Letter | null {
  const text = reply
    .normalize("NFKC")
    .replace(/(?<!\p{L})\u0410(?!\p{L})/gu, "A") // Cyrillic letters that look the same
    .replace(/(?<!\p{L})\u0412(?!\p{L})/gu, "B")
    .replace(/[*_`~]+/g, "")
    .trim();
  const marks = [...text.matchAll(MARKED)].map(([, ...letters]) => letters.find(Boolean)!);
  if (marks.length > 0) return only(marks);
  const field = fieldIn(text);
  if (field !== null) return field;
  const lines = text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  const lone = /^[^\p{L}\p{N}]*([AB])[^\p{L}\p{N}]*$/iu.exec(last)?.[1];
  if (lone !== undefined) return only([lone]);
  if (UNDECIDED.test(last)) return null;
  return (
    concluded(last) ??
    leading(last, lines) ??
    concluded(first) ??
    leading(first, lines) ??
    ordinal(last) ??
    ordinal(first)
  );
}

/** `\boxed{A}`, `[[A]]` and the like. */
const MARKED =
  /\\boxed\{\s*(?:\\(?:text|mathrm|mathbf|textbf)\s*\{\s*)?(?:answer\s*|option\s*)?\(?([AB])\)?\s*\}|\[\[\s*([AB])\s*\]\]|<(?:answer|verdict|choice|winner)>\s*(?:answer\s*)?([AB])\s*</gi;

/** The letter that a field of JSON holds, as in `{"winner": "A"}`, in whatever stands around it. */
function fieldIn(text: string): Letter | null {
  const fields = [
    ...text.matchAll(
      /["']([\p{L} _-]{1,30})["']\s*:\s*["']?\s*(?:(?:answer|response|option|respuesta|回答|答案)[\s_]*)?([AB])\s*["',}\s]/giu,
    ),
  ];
  const verdicts = fields.filter(
    ([, name]) => !/reason|analysis|comment|explan|score|critique|answer[ _-]?[ab]$/i.test(name!),
  );
  return only(verdicts.map(([, , letter]) => letter!));
}

const UNDECIDED =
  /\b(?:both|neither|equally|equal|tied?|draw|cannot (?:decide|choose|say)|can't (?:decide|choose|say)|ambas|ambos|ninguna|ninguno|iguales|empate)\b|都(?:好|不|一样)|一样好|平局|无法|不相上下/i;

const NAME =
  "(?:answer|option|response|choice|respuesta|opción|opcion|antwort|réponse|risposta|resposta|ответ|选项|答案|回答)";
const END = "(?![A-Za-z0-9À-ÿ'])";
const BETTER =
  "(?:better|best|winner|preferred|preferable|stronger|superior|kinder|safer|clearer|nicer|truer|funnier|(?:more|most) \\p{L}+|closer|mejor|preferible|gana|más \\p{L}+|besser|meilleure?|更|比较|胜|最好)";
/** Words that come before the letter of a verdict, or after it. */
const CONCLUSIONS = [
  new RegExp(
    `(?:verdict|winner|final|conclusion|prefer(?:red)?|choose|pick|select|better|best|go with|vote for|veredicto|mejor|prefiero|elijo|escojo|gana|besser|meilleure|选择?|更好|较好|最好|结论|判断|倾向于?)[^\\p{L}\\p{N}\\n]{0,6}(?:(?:one|is|es|the|la|el|would|be|for|por|of|de|ist|est|的|是|为|${NAME})[^\\p{L}\\p{N}\\n]{0,4}){0,5}\\(?["'\\[]*([AB])${END}`,
    "giu",
  ),
  new RegExp(
    `(?:^|[^\\p{L}])${NAME}[^\\p{L}\\p{N}\\n]{0,4}(?:(?:is|es|ist|est|是|为)[^\\p{L}\\p{N}\\n]{0,4})?["'(\\[]*([AB])${END}(?=[\\s"')\\].!。]*$)`,
    "giu",
  ),
  new RegExp(
    `(?<![A-Za-z0-9])([AB])${END}["')\\]]*\\s*(?:is|es|ist|est|seems|looks|sounds|wins|是)?\\s*(?:clearly|much|slightly|simply|probably|overall|the|la|un poco|claramente|etwas)?\\s*(?:the |la |die )?(?:wins\\b|gana\\b|${BETTER})`,
    "gu",
  ),
];

/** The letter that a line concludes with. */
function concluded(line: string): Letter | null {
  for (const pattern of CONCLUSIONS) {
    const found = [...line.matchAll(pattern)].map(([, letter]) => letter!);
    if (found.length > 0) return only(found);
  }
  return null;
}

const LEADING =
  /^(?:the better answer is|answer|option|respuesta|答案|回答)?[\s:："'([]*([AB])(?=\s*(?:$|[^\p{L}\p{N}\s]|(?:is|because|since|as|es|porque|weil|car)\b(?!\s+(?:not|no|worse|peor|less|menos))|因为|更))/iu;

/** The letter that a line begins with, unless other lines begin with the other one: then each line is about one answer. */
function leading(line: string, lines: readonly string[]): Letter | null {
  const letterOf = (one: string) => LEADING.exec(one)?.[1]?.toUpperCase() ?? null;
  const letter = letterOf(line);
  const isList = lines.some((one) => ![null, letter].includes(letterOf(one)));
  return letter === null || isList ? null : (letter as Letter);
}

const FIRST =
  /\b(?:the )?(?:first|1st) (?:answer|one|option|response)\b|\b(?:la primera|el primero)\b|第一个|第一條|第一条/i;
const SECOND =
  /\b(?:the )?(?:second|2nd) (?:answer|one|option|response)\b|\b(?:la segunda|el segundo)\b|第二个|第二條|第二条/i;

/** A line that names one of the answers by its place. */
function ordinal(line: string): Letter | null {
  const [first, second] = [FIRST.test(line), SECOND.test(line)];
  return first === second ? null : first ? "A" : "B";
}

/** The letter that all of them are. */
function only(letters: readonly string[]): Letter | null {
  const upper = new Set(letters.map((letter) => letter.toUpperCase()));
  return upper.size === 1 ? ([...upper][0] as Letter) : null;
}
