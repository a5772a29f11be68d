import { expect, test } from "vitest";
import { withoutThinking } from "../../../../server/external/endpoint/thinking.ts";

const ANSWER = "Cats purr when they are calm.";

test.each<[string, string]>([
  ["in whole", `<think>\nHm, cats.\n</think>\n\n${ANSWER}`],
  ["empty", `<think>\n\n</think>\n\n${ANSWER}`],
  ["without its opening tag", `Hm, cats are calm.\n</think>\n\n${ANSWER}`],
  ["twice", `<think>Hm.</think><think>Cats.</think>${ANSWER}`],
  ["with a tag named in it", `<think>I should close <think> soon.</think>Hm.</think>${ANSWER}`],
  ["without its opening tag, then in whole", `Hm.</think><think>More.</think>${ANSWER}`],
  ["in capitals", `<THINK>Hm.</THINK> ${ANSWER}`],
  ["with spaces and attributes", `<think duration="3s">Hm.</ think > ${ANSWER}`],
  ["as <thinking>", `<thinking>Hm.</thinking>${ANSWER}`],
  ["as <thought>", `<thought>Hm.</thought>${ANSWER}`],
  ["as <reasoning>", `<reasoning>Hm.</reasoning>${ANSWER}`],
  ["as <scratchpad>", `<scratchpad>Hm.</scratchpad>${ANSWER}`],
  ["as <thinking_process>", `<thinking_process>Hm.</thinking_process>${ANSWER}`],
  ["as Mistral's [THINK]", `[THINK]Hm.[/THINK]${ANSWER}`],
  ["as Kimi's marks", `◁think▷Hm.◁/think▷${ANSWER}`],
  ["as Kimi's marks without the first", `Hm.◁/think▷${ANSWER}`],
  ["as Seed's marks", `<seed:think>Hm.</seed:think>${ANSWER}`],
  [
    "as <|begin_of_thought|>",
    `<|begin_of_thought|>Hm.<|end_of_thought|><|begin_of_solution|>${ANSWER}<|end_of_solution|>`,
  ],
  ["as Cohere's marks", `<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>${ANSWER}<|END_RESPONSE|>`],
  ["escaped as HTML", `&lt;think&gt;Hm.&lt;/think&gt;${ANSWER}`],
  [
    "in a harmony channel",
    `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}<|return|>`,
  ],
  [
    "in harmony channels with a commentary",
    `<|channel|>commentary to=functions.x <|constrain|>json<|message|>{}<|call|><|channel|>final<|message|>${ANSWER}`,
  ],
  ["in harmony without its marks", `analysisThe user asks about cats.assistantfinal${ANSWER}`],
  ["in Gemma's channel", `<|channel>thought\nHm.<channel|>${ANSWER}`],
  ["under Granite's headings", `Here is my thought process: Hm.\n\nHere is my response:\n${ANSWER}`],
  ["under headings", `## Thinking\n\nHm, cats.\n\n## Final Response\n\n${ANSWER}`],
  ["as Ollama's command shows it", `Thinking...\nHm.\n...done thinking.\n\n${ANSWER}`],
  ["behind a heading and without its opening tag", `> Thinking: Hm.\n\n</think>\n${ANSWER}`],
  ["with marks that JSON escaped", `Hm.\\u003c/think\\u003e${ANSWER}`],
  ["with a slash that JSON escaped", `Hm.<\\/think>${ANSWER}`],
  ["with marks that HTML escaped as numbers", `&#60;think&#62;Hm.&#60;/think&#62;${ANSWER}`],
  ["with bold marks", `Hm.**</think>**\n\n${ANSWER}`],
  ["as DeepSeek's wide marks", `Hm.<\uff5cend\u2581of\u2581thinking\uff5c>${ANSWER}`],
  ["with an end behind the word", `<|thinking_start|>Hm.<|thinking_end|>${ANSWER}`],
  ["with an end behind the word alone", `Hm.<think_end>${ANSWER}`],
  ["with an end in words", `[Start thinking]\nHm.\n[End thinking]\n${ANSWER}`],
  ["with a mark that ends itself", `<think/>${ANSWER}`],
  ["closed by a mark that ends itself", `<think>Hm.<think/>${ANSWER}`],
  ["as MedGemma's marks", `<unused94>thought\nHm.<unused95>${ANSWER}`],
  ["as MedGemma's marks without the first", `Hm.<unused95>${ANSWER}`],
  ["as Apertus' marks", `<|inner_prefix|>Hm.<|inner_suffix|>${ANSWER}`],
  ["as LongCat's marks", `<longcat_think>Hm.</longcat_think>${ANSWER}`],
  ["as <chain_of_thought>", `<chain_of_thought>Hm.</chain_of_thought>${ANSWER}`],
  ["as <internal_thoughts>", `<internal_thoughts>Hm.</internal_thoughts>${ANSWER}`],
  ["as <monologue>", `<monologue>Hm.</monologue>${ANSWER}`],
  ["as <cot>", `<cot>Hm.</cot>${ANSWER}`],
  ["in braces", `{think}Hm.{/think}${ANSWER}`],
  ["folded up", `<details type="reasoning" done="true"><summary>Thought for 3 s</summary>Hm.</details>\n${ANSWER}`],
  ["folded up under a summary", `<details><summary>Thinking</summary>Hm.</details>\n${ANSWER}`],
  ["in a harmony channel that a tag ends", `<|channel|>analysis<|message|>Hm.</think>${ANSWER}`],
  ["before a harmony channel", `Hm.<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}`],
  ["before an answer that is announced", `<think>Hm.</think>**Final Answer:** ${ANSWER}`],
  ["as agents write it", `Thought: Hm.\nAnswer: ${ANSWER}`],
  ["before <answer>", `<think>Hm.</think>\n<answer> ${ANSWER} </answer>`],
  ["before an <answer> without end", `<think>Hm.</think>\n<answer>${ANSWER}`],
])("a thought %s is taken out", (_, reply) => {
  expect(withoutThinking(reply)).toEqual({ text: ANSWER, thought: true });
});

test.each([
  "<think>Hm, cats",
  "<thinking>\nCats purr when they are calm.",
  "[THINK]Hm",
  "◁think▷Hm",
  "<|START_THINKING|>Hm",
  "<|channel|>analysis<|message|>The user asks",
  "<|channel>thought\nHm",
  "Here is my thought process: Hm",
  "Thinking Process:\n\n1. Look at the cat.",
  "**Thinking:** Hm, cats",
])("of %j nothing is left", (reply) => expect(withoutThinking(reply)).toEqual({ text: "", thought: true }));

test.each<[string, string]>([
  [ANSWER, ANSWER],
  [` ${ANSWER}\n`, ANSWER],
  [`${ANSWER}<|im_end|>`, ANSWER],
  [`${ANSWER}</s>`, ANSWER],
  [`${ANSWER}<|eot_id|><|start_header_id|>user`, ANSWER],
  [`<|im_start|>${ANSWER}<end_of_turn>\n<start_of_turn>user\nMore!`, ANSWER],
  ["I think cats purr. Thinking is hard [1].", "I think cats purr. Thinking is hard [1]."],
  ["3 < 4, and 5 > 2.", "3 < 4, and 5 > 2."],
  [`<|start|>assistant<|channel|>final<|message|>${ANSWER}`, ANSWER],
  ["[Plan A] Feed the cat. {Really}", "[Plan A] Feed the cat. {Really}"],
  ["Analysis of cats is fun.", "Analysis of cats is fun."],
  ["", ""],
])("%j has no thoughts", (reply, text) => expect(withoutThinking(reply)).toEqual({ text, thought: false }));

test("long replies are read at once, whatever marks repeat in them", () => {
  for (const piece of ["<think>", "</think>", "\n", "[ ", "<|channel|>", "<", "Thinking:\n\n", "<|im_end|>", "*"]) {
    const { text } = withoutThinking(`${piece.repeat(900_000 / piece.length)}</think>${ANSWER}`);
    expect([piece, text.endsWith(ANSWER) || text === ""]).toEqual([piece, true]); // a minute and more if it looked at all marks for each
  }
});
