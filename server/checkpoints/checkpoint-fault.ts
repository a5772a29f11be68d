/** Files can't be stored in the bucket or read from it. The message says which, why, and what to do. */
export class CheckpointFault extends Error {
  override readonly name = "CheckpointFault";
  /** Whether the same request may succeed a moment later. */
  readonly isPassing: boolean;
  /** Whether the bucket answered that there is no such object. */
  readonly isMissing: boolean;
  constructor(
    message: string,
    options: ErrorOptions & { readonly isPassing?: boolean; readonly isMissing?: boolean } = {},
  ) {
    super(message, options);
    this.isPassing = options.isPassing ?? false;
    this.isMissing = options.isMissing ?? false;
  }
}

/** Codes of S3 that say more than their status, with what to do. Other servers that speak S3 have most of them too. */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: "give this key the rights to list the bucket and to get, put and delete its objects",
  InvalidAccessKeyId: "correct AWS_ACCESS_KEY_ID",
  SignatureDoesNotMatch: "correct AWS_SECRET_ACCESS_KEY and AWS_REGION",
  ExpiredToken: "set a new AWS_SESSION_TOKEN, with its key",
  InvalidToken: "correct AWS_SESSION_TOKEN",
  RequestTimeTooSkewed: "set this computer's clock",
  NoSuchBucket: "make the bucket, or correct CHECKPOINT_URL",
  PermanentRedirect: "correct AWS_REGION: the bucket lies in another one",
  AuthorizationHeaderMalformed: "correct AWS_REGION: the bucket lies in another one",
};
/** What a full store answers: of MinIO, Ceph, Garage and others, which each have a word of their own. */
const IS_FULL = /full|quota|insufficientstorage/i;

/**
 * What an answer that isn't a success means.
 * @param what was tried, as "Writing s3://bucket/file"
 * @param body of the answer: XML with a code, or nothing
 */
export function faultOfAnswer(what: string, status: number, body: string): CheckpointFault {
  const code = /<Code>([\w.]{1,80})<\/Code>/.exec(body)?.[1] ?? "";
  const isFull = status === 507 || IS_FULL.test(code);
  const advice = isFull
    ? "the store is full: make room in it"
    : (ADVICE[code] ?? (status === 401 || status === 403 ? ADVICE.AccessDenied : undefined));
  const isMissing = status === 404 && code !== "NoSuchBucket";
  const reason = isMissing ? "there is no such object" : `refused with ${[status, code].join(" ").trim()}`;
  return new CheckpointFault(`${what}: ${reason}${advice === undefined ? "" : `; ${advice}`}`, {
    isPassing: !isFull && (status >= 500 || status === 429 || status === 408 || code === "RequestTimeout"),
    isMissing,
  });
}

/** What it means that no whole answer came: the server is away, or the connection broke. */
export function faultOfConnection(what: string, endpoint: string, cause: unknown): CheckpointFault {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
  const reason = inner instanceof Error ? inner.message || code : String(inner);
  return new CheckpointFault(`${what}: ${endpoint} can't be reached (${reason})`, { cause, isPassing: true });
}
