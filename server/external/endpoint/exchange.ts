import { isFields } from "./chat-reply.ts";
import { placeOf } from "./endpoint-address.ts";
import { EndpointError } from "./endpoint-error.ts";
import { completionOfPieces, openEventStream } from "./event-stream.ts";
import { networkFailure } from "./network-failure.ts";
import { parsed } from "./refusal.ts";

/** A body this long is no answer to what we ask. */
const BODY_LIMIT = 1_000_000;

/** What came back over HTTP. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly body: string;
  /** As JSON, pieces of a stream put together; null where it is none. */
  readonly json: unknown;
}

/**
 * Posts one request and reads all that comes back, within bounds of time and size. Redirections are not followed: whoever answers could send the key
 * and what players read to any other place, also inside the network.
 * @throws EndpointError when nothing whole came back; the signal's reason when aborted
 */
export async function exchange(
  address: URL,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  const place = placeOf(address);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body: JSON.stringify(body),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const read = await readLimited(response, BODY_LIMIT);
    if (read === null) throw new EndpointError("garbage", `${place} sent more than ${BODY_LIMIT} bytes`);
    return { status: response.status, headers: response.headers, ...read };
  } catch (error) {
    if (error instanceof EndpointError) throw error;
    if (signal?.aborted) throw signal.reason;
    if (timeout.aborted)
      throw new EndpointError(
        "timeout",
        `${place} gave no whole answer within ${timeoutMs / 1000} s. If the model is slow, raise ENDPOINT_TIMEOUT, or timeout in CONTESTANTS`,
      );
    throw new EndpointError("unreachable", `${place} can't be reached: ${networkFailure(error, address)}`);
  }
}

/** The body of a response, a stream's until it says that it is over; null when it is longer than `limit` bytes: the rest is not read. */
async function readLimited(response: Response, limit: number): Promise<Pick<Exchange, "body" | "json"> | null> {
  const decoder = new TextDecoder();
  const isStream = /event-stream/i.test(response.headers.get("content-type") ?? "");
  const stream = openEventStream();
  let body = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return null;
    const text = decoder.decode(chunk, { stream: true });
    body += text;
    if (isStream && stream.feed(text)) return { body, json: stream.completion() };
  }
  body += decoder.decode();
  if (isStream) return { body, json: stream.completion() ?? parsed(body) };
  if (!/^\uFEFF?\s*(?:data|event|id|:)/.test(body)) {
    const json = parsed(body);
    return { body, json: isFields(json) ? json : (completionOfPieces(body) ?? json) };
  }
  stream.feed(body);
  return { body, json: stream.completion() };
}
