/** A piece of a TypeScript file. `text` is as it stands there; of a string it is the value, of a comment what it says. */
export interface Token {
  readonly kind: "comment" | "doc" | "string" | "template" | "pattern" | "word" | "sign";
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Words after which a slash begins a pattern. */
const BEFORE_VALUE = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "delete",
  "void",
  "throw",
  "new",
  "else",
  "await",
]);
const COMMENT = /^\/\/.*|^\/\*[\s\S]*?\*\//;
const STRING = /^"((?:[^"\\\n]|\\.)*)"|^'((?:[^'\\\n]|\\.)*)'/;
const PATTERN = /^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/;
const WORD = /^[\p{L}\p{N}_$#@]+/u;
/** A stretch of a template, up to its end or to the next value in it. */
const STRETCH = /^(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/;

/** Cuts a TypeScript file into comments, strings, words and signs; white space is left out. */
export function scanSource(source: string): readonly Token[] {
  const tokens: Token[] = [];
  /** For each template that is open, how many braces are open in its value. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;

  function take(kind: Token["kind"], whole: string, text = whole): void {
    tokens.push({ kind, text, line });
    skip(whole);
  }
  function skip(whole: string): void {
    at += whole.length;
    line += whole.split("\n").length - 1;
  }
  function template(): void {
    const [stretch] = STRETCH.exec(source.slice(at))!;
    take("template", stretch);
    if (source[at] === "`") {
      templates.pop();
      skip("`");
    } else {
      skip("${");
      templates[templates.length - 1] = 0;
    }
  }

  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^\s+/.exec(rest);
    const comment = COMMENT.exec(rest);
    const string = STRING.exec(rest);
    const before = tokens.findLast(({ kind }) => kind !== "comment" && kind !== "doc");
    const pattern = canBeginValue(before) ? PATTERN.exec(rest) : null;
    const word = WORD.exec(rest);
    const open = templates.length - 1;
    if (blank !== null) skip(blank[0]);
    else if (comment !== null) take(comment[0].startsWith("/**") ? "doc" : "comment", comment[0], said(comment[0]));
    else if (string !== null) take("string", string[0], string[1] ?? string[2]);
    else if (pattern !== null) take("pattern", pattern[0]);
    else if (word !== null) take("word", word[0]);
    else if (rest[0] === "`") {
      skip("`");
      templates.push(0);
      template();
    } else if (rest[0] === "}" && templates[open] === 0) {
      skip("}");
      template();
    } else {
      if (open >= 0 && rest[0] === "{") templates[open]! += 1;
      if (open >= 0 && rest[0] === "}") templates[open]! -= 1;
      take("sign", rest[0]!);
    }
  }
  return tokens;
}

function canBeginValue(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "word") return BEFORE_VALUE.has(before.text);
  return before.kind === "sign" && !")]}".includes(before.text);
}

/** What a comment says, without its marks, on one line. */
function said(comment: string): string {
  const inside = comment.startsWith("//") ? comment.slice(2) : comment.replace(/^\/\*+|\*+\/$/g, "");
  return inside
    .split("\n")
    .map((row) => row.replace(/^\s*\*?/, "").trim())
    .join(" ")
    .trim();
}
