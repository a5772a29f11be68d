import { IncomingMessage } from "node:http";

/** A request whose body is counted as it comes, before anybody has asked for it, and dropped from where it is too large. */
export class BoundedRequest extends IncomingMessage {
  #left = Number.POSITIVE_INFINITY;
  #onExcess: () => void = () => {};

  /** @param onExcess called once, when more than `bytes` have come; nothing more is handed on then, not even an end */
  bound(bytes: number, onExcess: () => void): void {
    this.#left = bytes;
    this.#onExcess = onExcess;
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (this.#left < 0) return true;
    if (chunk instanceof Uint8Array) {
      this.#left -= chunk.byteLength;
      if (this.#left < 0) {
        this.#onExcess();
        return true;
      }
    }
    return super.push(chunk, encoding);
  }
}
