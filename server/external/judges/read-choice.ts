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
    .replace(/\u{1f170}\ufe0f?/gu, "A")
    .replace(/\u{1f171}\ufe0f?/gu, "B")
    .replace(/[*_`~]+/g, "")
    .replace(BOTH_OFFERED, " ")
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
  const compared = COMPARED.exec(last);
  if (compared !== null) return winnerOf(compared);
  if (UNDECIDED.test(last)) return null;
  return (
    concluded(last) ??
    concluded(first) ??
    leading(last, lines) ??
    leading(first, lines) ??
    ordinal(last) ??
    ordinal(first) ??
    (lines.length === 1 ? alone(last) : null)
  );
}

/** The question's two letters, repeated, as in "A or B? A". */
const BOTH_OFFERED = /(?<![\p{L}\p{N}[(])[AB] (?:or|o|oder|ou|还是|或) [AB](?![\p{L}\p{N}\])])\s*[?:]/gu;

/** `\boxed{A}`, `[[A]]` and the like. */
const MARKED =
  /\\f?box(?:ed)?\s*\{\s*(?:\\(?:text|mathrm|mathbf|textbf)\s*\{\s*)?(?:answer\s*|option\s*)?\(?([AB])\)?\.?\s*\}|\[\[\s*([AB])\s*\]\]|<(?:answer|verdict|choice|winner)>\s*(?:answer\s*)?([AB])\s*</gi;

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

const NAMES =
  "answer|option|response|choice|respuesta|opción|opcion|antwort|réponse|risposta|resposta|ответ|选项|答案|回答".split(
    "|",
  );
const NAME = `(?:${NAMES.join("|")})`;
/**
 * Where the letters beside it are capitals. Not by `(?i:...)`: a process that has compiled many expressions no longer optimises new ones, and
 * V8 14 then heeds case in such a group.
 */
const NAME_IN_ANY_CASE = `(?:${NAMES.flatMap((name) => [name, name[0]!.toUpperCase() + name.slice(1), name.toUpperCase()]).join("|")})`;
const END = "(?![A-Za-z0-9À-ÿ'])";
/** What makes an answer the worse one, where no host asks for just that. */
const WORSE =
  "(?:rude|boring|confus|harm|wrong|vague|aggressive|negative|offensive|mislead|repetitive|problem|generic|danger|groser|aburrid|confus|vag[oa]|peligros|malo|差|糟|坏|弱|无聊|粗鲁)";
const BETTER = `(?:better|best|winner|preferred|preferable|stronger|superior|kinder|safer|clearer|nicer|truer|funnier|friendlier|warmer|simpler|livelier|wittier|(?:more|most) (?!${WORSE})\\p{L}+|closer|mejor|preferible|gana|más (?!${WORSE})\\p{L}+|besser|meilleure?|更(?!${WORSE})|比较(?!${WORSE})|胜|最好)`;

/** Two letters beside each other with a sign or word between that says which is the better one. */
const COMPARED = new RegExp(
  `(?<![A-Za-z0-9])([AB])\\s*(>+|≻|<+|≺|=+|≈|\\/|不如|比|优于|胜过|好于|强于)\\s*(?:${NAME_IN_ANY_CASE}\\s*)?([AB])(?![A-Za-z0-9])(\\p{Script=Han}*)`,
  "u",
);

function winnerOf([, first, relation, second, rest]: RegExpExecArray): Letter | null {
  if (first === second || /[=≈/]/.test(relation!)) return null;
  const isTurned = /[<≺]|不如/.test(relation!) || (relation === "比" && new RegExp(WORSE).test(rest!));
  return (isTurned ? second : first) as Letter;
}

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
  /^(?:the better answer is|answer|option|respuesta|答案|回答)?[\s:："'([]*([AB])(?=\s*(?:$|[^\p{L}\p{N}\s]|(?:because|since|as|porque|weil|car)\b|因为))/iu;

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

/** The letter that a short line names alone. Before a small letter "A" may be a word, and either may be what the line is about. */
function alone(line: string): Letter | null {
  if (line.split(/\s+/).length > 8) return null;
  const isNegated = /\b(?:not|no|never|neither|nor|ni|worse|peor)\b|n't\b|不|差/i;
  if (isNegated.test(line)) return null;
  const letter = only([...line.matchAll(/(?<![\p{L}\p{N}/])[AB](?![\p{L}\p{N}/'])/gu)].map(([found]) => found));
  return /(?<![\p{L}\p{N}])[AB](?![\p{L}\p{N}]|\s+\p{Ll})/u.test(line) ? letter : null;
}

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
