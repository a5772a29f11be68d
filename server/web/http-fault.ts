/** A refusal that a route answers with: an HTTP status, a word for programs, a sentence for people. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly status: number;
  readonly error: string;
  /** Headers of the answer, such as when to try again. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** 429, with the seconds after which to try again. */
export function tooMany(error: string, message: string, seconds: number): HttpFault {
  return new HttpFault(429, error, message, { "retry-after": String(Math.max(1, seconds)) });
}

/** 400 for settings that a schema refused, with what is wrong about each. */
export function badSettings(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const problems = issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return new HttpFault(400, "bad_settings", problems.join("; "));
}
