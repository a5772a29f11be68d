import { EndpointError } from "./endpoint-error.ts";
import { excerpt, isWebPage, type RefusedRequest } from "./refusal.ts";

const CHAT = "/chat/completions";
/** Other paths of such servers, which people copy instead of the base. */
const OTHER_PATHS =
  /\/(?:api\/(?:chat|generate|tags|embed)|chat\/completions|chat|completions|models|responses|messages|embeddings|engines|api\/v0\/\w+)$/i;
const VERSION = /\/v\d+\w*$/i;

/**
 * Where the chat API of a server may be, the likeliest place first: its base as it should be configured (`http://localhost:11434/v1`), or without
 * `/v1`, or with more than the base. What follows a question mark stays.
 */
export function chatAddresses(base: string): readonly URL[] {
  const given = new URL(base.trim());
  given.hash = "";
  const path = given.pathname.replace(/(?:\/|%20)+$/g, "");
  const root = path.replace(OTHER_PATHS, "");
  const above = root.replace(VERSION, "");
  const paths = [
    ...(path.toLowerCase().endsWith(CHAT) ? [path] : []),
    ...(root === "" ? [`/v1${CHAT}`, CHAT, `/api/v1${CHAT}`] : [root + CHAT]),
    ...(above === root ? [`${root}/v1${CHAT}`] : [`${above}/v1${CHAT}`, above + CHAT]),
    `/v1${CHAT}`,
  ];
  return [...new Set(paths)].map((one) => {
    const address = new URL(given);
    address.pathname = one;
    return address;
  });
}

/** An address for messages: what follows its path may be a secret. */
export const placeOf = ({ origin, pathname }: URL): string => origin + pathname;

const BASE = "Set the address to the base of an OpenAI-compatible API, such as http://localhost:11434/v1";

/** Something came back with status 200 that holds no answer. */
export function unreadable({ place, body }: RefusedRequest): EndpointError {
  const kind = isWebPage(body)
    ? "a web page"
    : /^\s*[{[]/.test(body)
      ? "something that is no chat completion"
      : "something that is no JSON";
  return new EndpointError("garbage", `${place} answers with ${kind}: ${excerpt(body)}. ${BASE}`);
}

/** @param missed all places that were asked, and what each said */
export function nowhere(missed: readonly string[], no: RefusedRequest): EndpointError {
  // A page with status 200 may come from a proxy whose server is away for a moment.
  const isPage = no.status < 300 && isWebPage(no.body);
  const what = isPage ? "a web page answers" : "there is no chat API";
  return new EndpointError(isPage ? "garbage" : "refused", `At ${missed.join(", and at ")} ${what}. ${BASE}`);
}

/** Whether a redirection leads to the same server. */
export function staysAt({ headers }: Pick<RefusedRequest, "headers">, address: URL): boolean {
  const target = headers.get("location");
  return target !== null && URL.parse(target, address)?.origin === address.origin;
}

/** A redirection is told, not followed. */
export function sentElsewhere(
  { status, headers }: Pick<RefusedRequest, "status" | "headers">,
  address: URL,
): EndpointError {
  const target = URL.parse(headers.get("location") ?? "", address);
  const base = target === null ? null : placeOf(target).replace(/\/chat\/completions\/*$/, "");
  const advice = base === null ? BASE : `If ${base} is right, set that as the address`;
  return new EndpointError(
    "refused",
    `${placeOf(address)} sends on to another address (HTTP ${status}), and such an order isn't followed. ${advice}`,
  );
}
