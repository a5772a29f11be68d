/** A reply without what the model thought before it answered. */
export interface Unthought {
  readonly text: string;
  /** Whether there were thoughts in it. */
  readonly thought: boolean;
}

const OPENING = String.raw`(?:<\|?|&lt;|\[|◁|【|《|＜|⟨)`;
const CLOSING = String.raw`(?:\|?>|&gt;|\]|▷|】|》|＞|⟩)`;
const WORD = "think(?:ing)?|thoughts?|reason(?:ing)?|analysis|reflect(?:ion)?|scratch_?pad|inner_?monologue";
/**
 * A mark where thoughts begin or end: `<think>`, `</thinking>`, `[THINK]`, `◁/think▷`, `<seed:think>`, `<|begin_of_thought|>`,
 * `<|END_THINKING|>`, with attributes or escaped as HTML too. Its first group is filled at an end, its second at a beginning in words.
 */
const MARK = new RegExp(
  String.raw`${OPENING}\s*(\/\s*|end_?(?:of_?)?)?(start_?|begin_?(?:of_?)?)?(?:[a-z]+:)?(?:${WORD})(?:[_-]\w+)?(?![\w-])[^<>\[\]▷】》＞⟩&|]{0,60}${CLOSING}`,
  "giu",
);
/** OpenAI's harmony format: every message names its channel, and only `final` is for the reader. */
const HARMONY =
  /<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>([\s\S]*?)(?=<\|(?:end|return|call|start|channel)\|>|$)/gi;
/** The same where the server took its marks out. */
const BARE_HARMONY = /^\s*analysis[\s\S]*?assistant\s*final\s*/;
const OPEN_BARE_HARMONY = /^\s*analysis(?=[A-Z\s])(?=[\s\S]*assistant(?:commentary|analysis))[\s\S]*$/;
/** Gemma's channel of thoughts. */
const CHANNEL_OF_THOUGHTS = /<\|channel>\s*thought[\s\S]*?(?:<channel\|>|$)/gi;
/** Thoughts under a heading, as Granite, some distilled models and Ollama's command write them. */
const HEADED =
  /^[\s#*_>]{0,20}(?:here(?: is|'s) (?:my|the) )?(?:thinking(?: process)?|thought process|my thoughts|chain of thought|reasoning(?: process)?)[*_]*\s*(?::|\.{3}|…|\n)[\s\S]*?(?:\n[\s#*_>]{0,20}(?:here(?: is|'s) (?:my|the) )?(?:final |my )?(?:answer|response|output)[*_]*\s*(?::|\n)[*_\s]*|\.{3}done thinking\.?\s*|$)/i;
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
  const channels = [...reply.matchAll(HARMONY)];
  if (channels.length > 0) {
    const final = channels.filter(([, channel]) => channel!.toLowerCase() === "final").map(([, , body]) => body!);
    return { text: plain(final.join("\n")), thought: final.length < channels.length };
  }
  const unheaded = reply
    .replace(CHANNEL_OF_THOUGHTS, "")
    .replace(BARE_HARMONY, "")
    .replace(OPEN_BARE_HARMONY, "")
    .replace(HEADED, "");
  const marked = withoutMarked(unheaded);
  return { text: plain(marked.text), thought: marked.thought || unheaded !== reply };
}

function withoutMarked(reply: string): Unthought {
  let [text, last] = ["", 0];
  let [isThought, thought] = [false, false];
  for (const mark of reply.matchAll(MARK)) {
    const isEnd = mark[1] !== undefined;
    if (!isThought) text = isEnd ? "" : text + reply.slice(last, mark.index);
    [isThought, thought] = [!isEnd, true];
    last = mark.index + mark[0].length;
  }
  return { text: isThought ? text : text + reply.slice(last), thought };
}

function plain(text: string): string {
  const turn = text.split(END_OF_TURN).find((part) => part.replace(LEFT_OVER, "").trim() !== "") ?? "";
  return (ANSWER.exec(turn)?.[1] ?? turn).replace(LEFT_OVER, "").trim();
}
