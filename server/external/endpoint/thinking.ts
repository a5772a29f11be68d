/** A reply without what the model thought before it answered. */
export interface Unthought {
  readonly text: string;
  /** Whether there were thoughts in it. */
  readonly thought: boolean;
}

const OPENING = String.raw`(?:<[|｜]?|&lt;|&#60;|\\u003c|[[{◁【《＜⟨])`;
const CLOSING = String.raw`(?:[|｜]?>|&gt;|&#62;|\\u003e|[\]}▷】》＞⟩])`;
const WORD = "think(?:ing)?|thoughts?|reason(?:ing)?|analysis|reflect(?:ion)?|scratch_?pad|monologue|cot";
/**
 * A mark where thoughts begin or end: `<think>`, `</thinking>`, `[THINK]`, `◁/think▷`, `<seed:think>`, `<|begin_of_thought|>`,
 * `<|END_THINKING|>`, `<think_end>`, with attributes or escaped as HTML or JSON too. Its first or third group is filled at an end, its fourth
 * where it ends in itself (`<think/>`).
 */
const MARK = new RegExp(
  String.raw`${OPENING}\s*(\\?\/\s*|end[_▁ ]?(?:of[_▁ ]?)?)?(start[_▁ ]?|begin[_▁ ]?(?:of[_▁ ]?)?)?(?:[a-z]{1,20}[:_]){0,3}(?:${WORD})(?:[_-](?:(end|stop)|\w+))?(?![\w-])[^<>{}[\]▷】》＞⟩&|｜\\/]{0,60}(\/?)\s?${CLOSING}`,
  "giu",
);
/** Marks in other words, which mean the same. */
const IN_OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/<unused94>(?:\s*thought\b)?|<\|inner_prefix\|>/g, "<think>"],
  [/<unused95>|<\|inner_suffix\|>/g, "</think>"],
];
/** OpenAI's harmony format: every message names its channel, and only `final` is for the reader. */
const HARMONY =
  /<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>([\s\S]*?)(?=<\|(?:end|return|call|start|channel)\|>|$)/gi;
/** The same where the server took its marks out. */
const BARE_HARMONY = /^\s*analysis[\s\S]*?assistant\s*final\s*/;
const OPEN_BARE_HARMONY = /^\s*analysis(?=[A-Z\s])(?=[\s\S]*assistant(?:commentary|analysis))[\s\S]*$/;
/** Gemma's channel of thoughts. */
const CHANNEL_OF_THOUGHTS = /<\|channel>\s*thought[\s\S]*?(?:<channel\|>|$)/gi;
/** Thoughts that a page would fold up, as Open WebUI writes them. */
const FOLDED =
  /<details\b(?:[^<>]{0,200}reasoning[^<>]{0,200}>|[^<>]{0,200}>\s{0,20}<summary>[^<]{0,60}(?:think|thought|reason)[^<]{0,60}<\/summary>)[\s\S]*?(?:<\/details>|$)/gi;
/** Thoughts under a heading, as Granite, some distilled models and Ollama's command write them. */
const HEADED =
  /^[\s#*_>]{0,20}(?:here(?: is|'s) (?:my|the) )?(?:thinking(?: process)?|thought process|thoughts?|my thoughts|chain of thought|reasoning(?: process)?)[*_]*\s*(?::|\.{3}|…|\n)[\s\S]*?(?:\n[\s#*_>]{0,20}(?:here(?: is|'s) (?:my|the) )?(?:final |my )?(?:answer|response|output)[*_]*\s*(?::|\n)[*_\s]*|\.{3}done thinking\.?\s*|$)/i;
/** What wraps the answer itself. */
const ANSWER =
  /<\|?(?:answer|response|final|final_answer|output|begin_of_solution|start_response)\|?>([\s\S]*?)(?:<\|?(?:\/|end_?(?:of_?)?)(?:answer|response|final|final_answer|output|solution)\|?>|$)/i;
/** Where a model's turn ends; what follows is another turn that it made up. */
const END_OF_TURN =
  /<\|(?:im_end|eot_id|eom_id|end|endoftext|end_of_text|return|end_of_turn|user|end▁of▁sentence)\|>|<(?:end_of_turn|\/s)>|<｜end▁of▁sentence｜>|\[\/?INST\]/i;
const LEFT_OVER = /<\|[^|<>\n]{1,40}\|>|<(?:s|bos|eos|start_of_turn|pad)>|<｜[^｜<>\n]{1,40}｜>/gi;

/**
 * Takes out what a model thought aloud: marked in whole, without its beginning (the server's template wrote that) or without its end (room or time
 * ran out). Where an end stands without a beginning, all before it was thought; where a beginning stands without an end, all after it is.
 */
export function withoutThinking(reply: string): Unthought {
  const said = IN_OTHER_WORDS.reduce((text, [mark, meant]) => text.replace(mark, meant), reply);
  const channels = [...said.matchAll(HARMONY)];
  const final = channels.filter(([, channel]) => channel!.toLowerCase() === "final").map(([, , body]) => body!);
  if (final.length > 0) {
    const before = said
      .slice(0, channels[0]!.index)
      .replace(LEFT_OVER, "")
      .replace(/^\s*assistant\s*$/, "");
    return { text: plain(final.join("\n"), true), thought: final.length < channels.length || before.trim() !== "" };
  }
  const marked = withoutMarked(said);
  if (channels.length > 0) return { text: marked.thought ? plain(marked.text, true) : "", thought: true };
  const text = marked.text
    .replace(CHANNEL_OF_THOUGHTS, "")
    .replace(BARE_HARMONY, "")
    .replace(OPEN_BARE_HARMONY, "")
    .replace(FOLDED, "")
    .replace(HEADED, "");
  const thought = marked.thought || text !== marked.text;
  return { text: plain(text, thought), thought };
}

function withoutMarked(reply: string): Unthought {
  let [text, last] = ["", 0];
  let [isThought, thought] = [false, false];
  for (const mark of reply.matchAll(MARK)) {
    const endsItself = mark[4] === "/" && mark[1] === undefined;
    const isEnd = mark[1] !== undefined || mark[3] !== undefined || (endsItself && isThought);
    if (!isThought) text = isEnd ? "" : text + reply.slice(last, mark.index);
    [isThought, thought] = [!isEnd && !endsItself, true];
    last = mark.index + mark[0].length;
  }
  return { text: isThought ? text : text + reply.slice(last), thought };
}

/** What announces an answer after thoughts, or is left of what stood around their mark. */
const BEFORE_ANSWER = /^\s*[*_`]{1,3}\s*\n+|^[\s#*_>]{0,20}(?:final |my )?(?:answer|response|output)[*_]*\s*:[*_\s]*/i;

function plain(text: string, thought: boolean): string {
  const turn = text.split(END_OF_TURN).find((part) => part.replace(LEFT_OVER, "").trim() !== "") ?? "";
  const answer = (ANSWER.exec(turn)?.[1] ?? turn).replace(LEFT_OVER, "").trim();
  return thought ? answer.replace(BEFORE_ANSWER, "").trim() : answer;
}
