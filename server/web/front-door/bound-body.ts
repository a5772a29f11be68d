import type { IncomingMessage } from "node:http";

/**
 * Counts a request's body as it comes, before anybody has asked for it, and drops what is too much. On the request itself, since
 * Express exchanges its prototype, and with it the methods of any class of ours.
 *
 * @param onExcess called once, when more than `bytes` have come; nothing more is handed on then, not even an end
 */
export function boundBody(request: IncomingMessage, bytes: number, onExcess: () => void): void {
  let left = bytes;
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (left < 0) return true;
    if (chunk instanceof Uint8Array) left -= chunk.byteLength;
    if (left >= 0) return push(chunk, encoding);
    onExcess();
    return true;
  };
}
