import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseTemplate } from "../../../../server/ml/tokenizer/chat-template.ts";

const VARIABLES = { bos_token: "<s>", eos_token: "</s>" };
const choose = (...sources: readonly string[]) =>
  chooseTemplate(
    sources.map((source, i) => ({ where: `template ${i + 1}`, source })),
    VARIABLES,
  );
const question = (content: string) => [{ role: "user", content }];
const PLAIN =
  "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}{{ '[assistant]' if add_generation_prompt }}";

describe("a template reads what transformers gives it:", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ["special tokens", "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", "<s>Why?</s>"],
    [
      "neither tools nor documents",
      "{% if tools is none and documents is none %}{{ messages[0].content }}{% endif %}",
      "Why?",
    ],
    [
      "blocks that take no lines of their own",
      "{% for m in messages %}\n    {% if true %}\n{{ m.content }}\n    {% endif %}\n{% endfor %}\n",
      "Why?\n",
    ],
    [
      "marks of what is learnt from",
      "{% for m in messages %}{% generation %}{{ m.content }}{% endgeneration %}{% endfor %}",
      "Why?",
    ],
    [
      "a way out of a loop",
      "{% for m in messages + messages %}{% if not loop.first %}{% break %}{% endif %}{{ m.content }}{% endfor %}",
      "Why?",
    ],
    ["ranges", "{% for i in range(1, 6, 2) %}{{ i }}{% endfor %}{{ messages[0].content }}", "135Why?"],
  ])("%s", (_, source, expected) => {
    expect(choose(source).prompt(question("Why?"))).toBe(expected);
  });

  test("the date, in the words of C", () => {
    vi.useFakeTimers({ now: new Date(2026, 2, 3, 15, 4) });
    const template = choose("{{ strftime_now('%A, %d %B %Y, %I %p, %j') }}: {{ messages[0].content }}");
    expect(template.prompt(question("Why?"))).toBe("Tuesday, 03 March 2026, 03 PM, 062: Why?");
  });
});

test("whole conversations are read, and a question with its answer has no beginning of another", () => {
  const template = choose(PLAIN);
  const said = [{ role: "system", content: "Be kind." }, ...question("Why?")];
  expect(template.prompt(said)).toBe("[system] Be kind.\n[user] Why?\n[assistant]");
  expect(template.answered("Why?", "So.")).toBe("[user] Why?\n[assistant] So.\n");
});

describe("a template that leaves the question out", () => {
  test("gives way to the next that doesn't", () => {
    expect(choose("", PLAIN).prompt(question("Why?"))).toBe("[user] Why?\n[assistant]");
    expect(choose("{{ raise_exception('no') }}", PLAIN).prompt(question("Why?"))).toContain("Why?");
  });

  test("gets the question in parts, where it wants these", () => {
    const template = choose("{% for m in messages %}{{ m.content[0]['text'] }}{% endfor %}");
    expect(template.prompt(question("Why?"))).toBe("Why?");
    expect(template.answered("Why?", "So.")).toBe("Why?So.");
  });

  test("is refused where there is no other, each by its place and reason", () => {
    expect(() => choose("", "{{ raise_exception('tools are needed') }}")).toThrow(
      /^its chat template can't be used on a question \(template 1: it leaves the question out; template 2: .*\)$/,
    );
  });
});

describe("a template that goes on for ever is given up:", () => {
  test.each([
    [
      "loops in loops",
      "{% for a in range(99999) %}{% for b in range(99999) %}{% set c = a %}{% endfor %}{% endfor %}{{ messages[0].content }}",
      /it is not done after 3 seconds/,
    ],
    ["a long range", "{% for a in range(1000000000) %}x{% endfor %}", /a range of 1000000000 is longer than 100000/],
  ])("%s", (_, source, reason) => {
    expect(() => choose(source)).toThrow(reason);
  });
});
