/** A refusal that a route answers with: an HTTP status, a word for programs, a sentence for people. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}
