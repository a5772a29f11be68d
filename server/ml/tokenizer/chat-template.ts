import { createContext, Script } from "node:vm";
import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";
import strftime from "strftime";

/** One message of a conversation. */
interface Said {
  /** As templates name it: system, user or assistant. */
  readonly role: string;
  readonly content: string;
}

/** A conversation as the text that a model reads. Each of the functions throws an Error where the template refuses the conversation. */
export interface ChatTemplate {
  /** With the beginning of the answer. */
  prompt(messages: readonly Said[]): string;
  /** Of a question and the answer to it. */
  answered(question: string, answer: string): string;
}

/** A template as a folder has it. */
export interface TemplateSource {
  /** The file, for people. */
  readonly where: string;
  readonly source: string;
}

/** Of a template, which may run for ever. A usual one takes a millisecond. */
const LIMIT_MS = 3_000;
/** As many as the sandbox of transformers allows a range (jinja2, `MAX_RANGE`). */
const LONGEST_RANGE = 100_000;
/** What a template must show of. */
const QUESTION = "Why is the sky blue?";

type Content = string | readonly { readonly type: "text"; readonly text: string }[];
interface RenderedMessage {
  readonly role: string;
  readonly content: Content;
}

/**
 * The first of some templates that puts a question into its prompt. Contents are texts, or lists of parts where a template wants these.
 * @param variables special tokens, by the names that templates have for them
 * @throws Error that tells of each template why it's of no use
 */
export function chooseTemplate(
  sources: readonly TemplateSource[],
  variables: Readonly<Record<string, unknown>>,
): ChatTemplate {
  const reasons: string[] = [];
  for (const { where, source } of sources)
    try {
      return templateOf(source, variables);
    } catch (cause) {
      reasons.push(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  throw new Error(`its chat template can't be used on a question (${reasons.join("; ")})`);
}

function templateOf(source: string, variables: Readonly<Record<string, unknown>>): ChatTemplate {
  const render = renderer(source, variables);
  const withParts = (text: string): Content => [{ type: "text", text }];
  const withText = (text: string): Content => text;
  const leadsToQuestion = (contentOf: (text: string) => Content): boolean =>
    render([{ role: "user", content: contentOf(QUESTION) }], true).includes(QUESTION);
  const contentOf = [withText, withParts].find((one, i) => {
    try {
      return leadsToQuestion(one);
    } catch (error) {
      if (i === 0 && !isOverTime(error)) return false;
      throw error;
    }
  });
  if (contentOf === undefined) throw new Error("it leaves the question out");
  const laid = (messages: readonly Said[]) =>
    messages.map(({ role, content }) => ({ role, content: contentOf(content) }));
  return {
    prompt: (messages) => render(laid(messages), true),
    answered: (question, answer) =>
      render(
        laid([
          { role: "user", content: question },
          { role: "assistant", content: answer },
        ]),
        false,
      ),
  };
}

/** Renders with what `apply_chat_template` of transformers gives a template. */
function renderer(source: string, variables: Readonly<Record<string, unknown>>) {
  const program = parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  return (messages: readonly RenderedMessage[], add_generation_prompt: boolean): string => {
    const environment = new Environment();
    const given = { ...GLOBALS, ...variables, messages, tools: null, documents: null, add_generation_prompt };
    for (const [name, value] of Object.entries(given)) environment.set(name, value);
    const { value } = withinLimit(() => new Interpreter(environment).run(program));
    return String(value);
  };
}

const SCRIPT = new Script("work()");

/** Ends work that takes too long, wherever in it that is. */
function withinLimit<Result>(work: () => Result): Result {
  try {
    return SCRIPT.runInContext(createContext({ work }), { timeout: LIMIT_MS }) as Result;
  } catch (error) {
    if (isOverTime(error)) throw new Error(`it is not done after ${LIMIT_MS / 1000} seconds`, { cause: error });
    throw error;
  }
}

function isOverTime(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT" || (cause !== undefined && isOverTime(cause));
}

/** As C has them: names of days and months are English on every computer. */
const timeInC = strftime.localize({
  days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  shortDays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  months: [
    ...["January", "February", "March", "April", "May", "June"],
    ...["July", "August", "September", "October", "November", "December"],
  ],
  shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  ...{ AM: "AM", PM: "PM", am: "am", pm: "pm" },
  formats: {
    ...{ c: "%a %b %e %H:%M:%S %Y", x: "%m/%d/%y", X: "%H:%M:%S", r: "%I:%M:%S %p" },
    ...{ D: "%m/%d/%y", F: "%Y-%m-%d", R: "%H:%M", T: "%H:%M:%S", v: "%e-%b-%Y" },
  },
});

const GLOBALS = {
  ...{ true: true, false: false, none: null, True: true, False: false, None: null },
  strftime_now: (format: string) => timeInC(format),
  raise_exception(message: unknown) {
    throw new Error(String(message));
  },
  range(...given: readonly number[]): number[] {
    const [from, to, step = 1] = given.length === 1 ? [0, given[0]!] : given;
    const count = Math.max(0, Math.ceil((to! - from!) / step));
    if (!(count <= LONGEST_RANGE)) throw new Error(`a range of ${count} is longer than ${LONGEST_RANGE}`);
    return Array.from({ length: count }, (_, i) => from! + i * step);
  },
};
