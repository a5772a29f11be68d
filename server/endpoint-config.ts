import { z } from "zod";

/** An OpenAI-compatible API, and how far it may be used. */
export interface EndpointConfig {
  /** Its base, as in http://localhost:11434/v1. */
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | null;
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** Limits of all calls together; Infinity without a limit. */
  readonly maxCalls: number;
  readonly maxTokens: number;
  /** Tokens that a model may think before one answer. */
  readonly thinkingTokens: number;
}

/** Enough for most models that think; those that don't never use it. */
export const THINKING_TOKENS = 4000;
export const MOST_THINKING = 100_000;

const LONGEST_KEY = 2000;

/**
 * Why a key can't be sent in an HTTP header, or can't be one; null for a key that can. A key is one word of Latin letters, digits and signs: what
 * was copied with more is told before anything is asked.
 */
export function keyProblem(key: string): string | null {
  if (key === "") return "is empty. Leave it out where the API needs none";
  if (key.length > LONGEST_KEY) return `is longer than ${LONGEST_KEY} signs. Copy the key alone`;
  if (/[\r\n\u0085\u2028\u2029]/.test(key)) return `has a line break in it. ${COPY_ANEW}`;
  if (/^(?:(?:proxy-)?authorization|x-api-key|api-key)\s*[:=]/i.test(key))
    return "begins with a header's name. Give the key alone";
  if (/^(?:bearer|basic|token)(?:\s|$)/i.test(key))
    return 'begins with "Bearer" or the like, which is added by itself. Give the key alone';
  if (
    /^["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f]|["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f]$/.test(
      key,
    )
  )
    return "has quotation marks around it. Give the key without them";
  if (/\s/.test(key)) return `has a space in it. ${COPY_ANEW}`;
  if (INVISIBLE.test(key)) return `has an invisible sign in it. ${COPY_ANEW}`;
  if (/[^\x21-\x7e\xa1-\xff]/.test(key))
    return `has a sign in it that no key has, such as a long dash or a letter of another script. ${COPY_ANEW}`;
  return null;
}
/** Control and format signs, fillers and variation selectors. */
const INVISIBLE = /\p{C}|\p{Default_Ignorable_Code_Point}/u;
const COPY_ANEW = "Copy it anew, in one piece, as the API gave it";

/** A key in the settings. White space around it is no part of it. */
export const keySchema = z
  .string()
  .transform((text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""))
  .superRefine((key, context) => {
    const problem = keyProblem(key);
    if (problem !== null) context.addIssue({ code: "custom", message: problem, params: { told: true } });
  });

/** Without user and password, which fetch refuses. Keys have a variable of their own. */
export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}

/** The base of an API, or another address below it. */
export const endpointUrl = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const url = URL.parse(text);
    if (isHttpUrl(text)) return;
    const hasLogin = url !== null && url.username + url.password !== "";
    const message = "has a name or password before its host. Leave them out: a key has a setting of its own";
    context.addIssue(hasLogin ? { code: "custom", message, params: { told: true } } : { code: "custom" });
  });

/** The external models of `CONTESTANTS`. */
export const externalModelsSchema = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[\w-]{1,40}$/)
        .refine((name) => name !== "endpoint"),
      url: endpointUrl,
      model: z.string().min(1).max(200).default("default"),
      key: keySchema.nullable().default(null),
      timeout: z.number().int().min(1).max(3600).default(30),
      calls: z.number().int().min(0).optional(),
      tokens: z.number().int().min(0).optional(),
      thinking: z.number().int().min(0).max(MOST_THINKING).default(THINKING_TOKENS),
    }),
  )
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length);

/** The external models, each with limits of its own, by name. */
export function externalModelEndpoints(
  list: z.output<typeof externalModelsSchema>,
): readonly [string, EndpointConfig][] {
  return list.map(({ name, url, model, key, timeout, calls, tokens, thinking }) => {
    const limits = { maxCalls: calls ?? Number.POSITIVE_INFINITY, maxTokens: tokens ?? Number.POSITIVE_INFINITY };
    return [name, { url, model, apiKey: key, timeoutMs: timeout * 1000, ...limits, thinkingTokens: thinking }];
  });
}

/**
 * What is wrong with a value, where it can be said exactly and without repeating any of it; null where only what is expected can be told.
 * @param path names of fields and places in lists, as zod gives them
 */
export function exactProblem({ issues }: z.ZodError): string | null {
  for (const issue of issues) {
    const [entry, field] = issue.path;
    const at =
      typeof entry === "number" ? `Entry ${entry + 1}${field === undefined ? "" : `, ${String(field)}`}: ` : "";
    if (issue.code === "custom" && issue.params?.told === true)
      return `${at || "Here it "}${at && "it "}${issue.message}`;
    if (issue.code === "unrecognized_keys" && at !== "")
      return `${at}there is no field ${issue.keys.filter((key) => /^[a-z_]{1,20}$/i.test(key)).join(", ") || "of a name in it"}`;
    if (at !== "") return `${at}it can't be used as it is`;
  }
  return null;
}
