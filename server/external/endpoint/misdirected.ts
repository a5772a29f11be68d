import { placeOf } from "./endpoint-address.ts";
import { EndpointError } from "./endpoint-error.ts";
import type { Exchange } from "./exchange.ts";
import { excerpt, isWebPage, type Refused } from "./refusal.ts";

// What is said where an address turns out to be no chat API's.

const BASE = "Set the address to the base of an OpenAI-compatible API, such as http://localhost:11434/v1";

/** Something came back with status 200 that holds no answer. */
export function unreadable({ place, body }: Refused): EndpointError {
  const kind = isWebPage(body)
    ? "a web page"
    : /^\s*[{[]/.test(body)
      ? "something that is no chat completion"
      : "something that is no JSON";
  return new EndpointError("garbage", `${place} answers with ${kind}: ${excerpt(body)}. ${BASE}`);
}

/** @param missed all places that were asked, and what each said */
export function nowhere(missed: readonly string[], no: Refused): EndpointError {
  // A page with status 200 may come from a proxy whose server is away for a moment.
  const isPage = no.status < 300 && isWebPage(no.body);
  const what = isPage ? "a web page answers" : "there is no chat API";
  return new EndpointError(isPage ? "garbage" : "refused", `At ${missed.join(", and at ")} ${what}. ${BASE}`);
}

/** Whether a redirection leads to the same server. */
export function staysAt({ headers }: Exchange, address: URL): boolean {
  const target = headers.get("location");
  return target !== null && URL.parse(target, address)?.origin === address.origin;
}

/** A redirection is told, not followed. */
export function sentElsewhere({ status, headers }: Exchange, address: URL): EndpointError {
  const target = URL.parse(headers.get("location") ?? "", address);
  const base = target === null ? null : placeOf(target).replace(/\/chat\/completions\/*$/, "");
  const advice = base === null ? BASE : `If ${base} is right, set that as the address`;
  return new EndpointError(
    "refused",
    `${placeOf(address)} sends on to another address (HTTP ${status}), and such an order isn't followed. ${advice}`,
  );
}
