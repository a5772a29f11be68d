import { isFields } from "./chat-reply.ts";
import { EndpointError, retryAfter } from "./endpoint-error.ts";

/** What an endpoint sent back, as far as it matters when it is no answer. */
export interface RefusedRequest {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where it was asked. */
  readonly place: string;
  readonly model: string;
  readonly hasKey: boolean;
}

/** An account without money is asked again so late: somebody has to pay first. */
const QUOTA_PAUSE_MS = 3_600_000;

const SPENT_CODE =
  /insufficient[_ ]?(?:quota|balance|funds|credits?)|billing_(?:hard_limit|not_active)|credit_(?:balance|limit)\b|exceeded_current_quota|quota_exceeded_permanent|budget_exceeded|\barrearage\b|account_overdue/i;
const SPENT_WORDS = new RegExp(
  [
    /exceeded your (?:current quota|monthly included credits)|quota (?:is |has been )?(?:exhausted|exceeded|spent|used up)/,
    /insufficient (?:\w+ )?(?:balance|funds|credits?|quota)|(?:credit|account) balance|(?:ran|run) out of (?:\w+ )?credits?|out of credits?/,
    /(?:no|not enough|more|used all|all available|requires? more|add|purchase|buy) credits?|payment required|billing/,
    /spend(?:ing)? limit|credit limit|usage limits?\b.{0,40}\b(?:reached|exceeded)|reached your\b.{0,40}\busage limits?|monthly (?:spend|usage) limit/,
    /(?:over budget|budget (?:has been |is )?exceeded|exceeded ?budget)|overdue|unpaid|past invoices|account is in good standing/,
    /account\b.{0,30}\b(?:suspended|not active|inactive)|no active (?:plan|subscription)/,
    /(?:trial|plan|subscription) (?:period )?(?:has |is )?(?:ended|expired|over)|limited to [\d,. ]+(?:\w+ )?calls? ?(?:\/|per|a) ?month/,
    /saldo insuficiente|sin saldo|余额不足|欠费|充值|额度.{0,4}(?:不足|用完|用尽)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
const ASKS_TO_WAIT =
  /try again in|retry(?: after| in|delay)|wait \d|(?<![a-z])per[ _-]?(?:minute|second|min)(?![a-z])|\/ ?min(?:ute)?\b|\b[rt]pm\b|rate.?limit/i;
const UNKNOWN_MODEL =
  /\bmodels?\b[\s\S]{0,160}\b(?:not found|not exist|does(?:n't| not) exist|no such|not (?:a )?valid|invalid|unknown|not loaded|unavailable|not available|no access|not supported|decommissioned|deprecated|pull)|(?:not found|no such|unknown|invalid|unrecogni[sz]ed|no)\W+model|not a valid model|model_not_found/i;

/** Why an endpoint gave no answer, by its status and what it says. */
export function refusalError(refused: RefusedRequest): EndpointError {
  const { status, body, place } = refused;
  const said = `HTTP ${status} ${excerpt(wordsOf(body))}`;
  if (isQuotaSpent(refused))
    return new EndpointError(
      "quota",
      `The account at ${place} has nothing left to spend (${said}). Top it up or raise its limit; it is asked again in an hour.`,
      QUOTA_PAUSE_MS,
    );
  if (status === 401 || status === 403 || status === 407) {
    const none = refused.hasKey ? "" : ": none is set";
    return new EndpointError("unauthorized", `The endpoint refuses the key${none} (${said}) at ${place}. ${CHECK_KEY}`);
  }
  if (status === 429 || status === 503 || status === 529)
    return new EndpointError("busy", `The endpoint is busy (${said}) at ${place}`, waitAskedFor(refused));
  if (status < 300 || status >= 500 || status === 408 || status === 425)
    return new EndpointError("broken", `The endpoint failed (${said}) at ${place}`);
  if (isUnknownModel(refused))
    return new EndpointError(
      "refused",
      `The endpoint has no model ${JSON.stringify(refused.model)} (${said}) at ${place}. Check ENDPOINT_MODEL, or the model in CONTESTANTS.`,
    );
  return new EndpointError(
    "refused",
    `The endpoint refuses the request (${said}) at ${place}. Check its address and the model's name.`,
  );
}

const CHECK_KEY = "Check ENDPOINT_KEY, or the key in CONTESTANTS.";

export const isWebPage = (body: string): boolean => /^\s*<(?:!doctype|!--|html|head|body|\?xml)/i.test(body);

/** Whether it was asked at a place where its chat API isn't: it knows no such path, or a web page answers. */
export function isElsewhere({ status, body }: Pick<RefusedRequest, "status" | "body">): boolean {
  if (status === 404 || status === 405 || status === 410 || status === 501)
    return (
      isWebPage(body) ||
      NAMES_PATH.test(body) ||
      !/\bmodel\b|\bdeployment\b|no endpoints found|requested parameters/i.test(body)
    );
  if (status === 400 || status === 403) return NAMES_PATH.test(body) && !isUnknownModel({ status, body });
  const said = status === 200 ? (errorIn(parsed(body))?.message ?? "") : "";
  return (status === 200 && isWebPage(body)) || (NO_SUCH_PATH.test(said) && !/\bmodel\b/i.test(said));
}

/** In what gateways say that know no such path. The last one is Amazon's, which says it to every key. */
const NAMES_PATH =
  /\b(?:path|url|route|post|uri)\b\W{1,4}(?:post )?\S{0,80}\/chat\/completions|invalid url|unknown request url|missing authentication token/i;
const NO_SUCH_PATH =
  /unexpected endpoint|(?:unknown|invalid|no such|unsupported|wrong) (?:endpoint|path|route|url|method)|(?:endpoint|path|route|url|page|resource)\b.{0,60}\b(?:not found|doesn't exist|does not exist|not allowed)|not found|cannot post|no route/i;

/** Whether a refusal is about the model's name. */
export const isUnknownModel = ({ status, body }: Pick<RefusedRequest, "status" | "body">): boolean =>
  status >= 400 && status < 500 && UNKNOWN_MODEL.test(body);

/** Whether money is what is missing; an endpoint that only asks to wait is busy. */
export function isQuotaSpent({ status, headers, body }: Pick<RefusedRequest, "status" | "headers" | "body">): boolean {
  if (status === 402) return true;
  if (status < 300 ? errorIn(parsed(body)) === null : status < 400) return false;
  if (SPENT_CODE.test(body)) return true;
  if (isWebPage(body) || status >= 500 || !SPENT_WORDS.test(body)) return false;
  return status !== 429 || !(headers.has("retry-after") || ASKS_TO_WAIT.test(body));
}

interface ErrorInBody {
  /** As it names it, else 0. */
  readonly status: number;
  readonly message: string;
  /** Whether it only says something, such as "Hello World", and not that it is an error. */
  readonly isNotice: boolean;
}

/**
 * An error that came with status 200.
 * @returns null where there is none
 */
export function errorIn(body: unknown): ErrorInBody | null {
  if (!isFields(body)) return null;
  const choices: readonly unknown[] = Array.isArray(body.choices) ? body.choices : [];
  const inner = choices.filter(isFields).find(({ error }) => error != null);
  const notice = choices.length > 0 ? undefined : [body.detail, body.message].find((one) => typeof one === "string");
  const error = body.error ?? inner?.error ?? (body.object === "error" ? body : notice);
  if (error == null || error === false) return null;
  const fields = isFields(error) ? error : {};
  const status = [fields.code, fields.status, fields.status_code, body.code, body.status].map(Number).find(isStatus);
  const message =
    typeof fields.message === "string" ? fields.message : String(isFields(error) ? JSON.stringify(error) : error);
  return { status: status ?? 0, message, isNotice: error === notice };
}

const isStatus = (code: number): boolean => Number.isInteger(code) && code >= 400 && code < 600;

/** Milliseconds that it asks to be left alone, in a header or in its words; null when it says nothing. */
function waitAskedFor({ headers, body }: RefusedRequest): number | null {
  const ms = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (ms > 0) return ms;
  const asked = retryAfter(headers.get("retry-after"), Date.now());
  if (asked !== null) return asked;
  const said =
    /(?:try again in|retry (?:after|in)|wait(?: for)?|"retryDelay"\s*:\s*")\s*(?:(\d+)\s*h(?:ours?|rs?)?)?\s*(?:(\d+)\s*m(?:in(?:ute)?s?)?(?!s))?\s*(?:(\d+(?:\.\d+)?)\s*(ms|s))?/i.exec(
      body,
    );
  if (said === null) return null;
  const [hours, minutes, last] = [said[1], said[2], said[3]].map((digits) => Number(digits ?? 0));
  const wait = hours! * 3_600_000 + minutes! * 60_000 + last! * (said[4]?.toLowerCase() === "ms" ? 1 : 1000);
  return wait > 0 ? wait : null;
}

export function parsed(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}

/** What a body says: the message of an error, where it is one. */
export const wordsOf = (body: string): string => errorIn(parsed(body))?.message ?? body;

/** The beginning of a text on one line, for messages. */
export function excerpt(body: string): string {
  const line = body.slice(0, 2_000).replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > 160 ? `${line.slice(0, 160)}…` : line);
}
