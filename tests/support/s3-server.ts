import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import S3rver from "@20minutes/s3rver";
import type { CheckpointConfig } from "../../server/checkpoint-config.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a store that isn't well does with a request; undefined: it answers as it should. */
export type Misbehaviour = (request: { readonly method: string; readonly key: string }) =>
  | { readonly status: number; readonly code: string }
  /** The connection breaks. */
  | "break"
  /** Half of the answer's body comes. */
  | "truncate"
  /** It says that it has stored what it throws away. */
  | "forget"
  | undefined;

/** A store that speaks S3, on this computer, with ways to be ill. */
export interface S3Server {
  readonly config: CheckpointConfig;
  /** As variables of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  misbehave(how: Misbehaviour | null): void;
  /** Requests so far, as "PUT policies/x/config.json". */
  readonly requests: string[];
  close(): Promise<void>;
}

const BUCKET = "games";
const PREFIX = "thumbwar";

export async function startS3(): Promise<S3Server> {
  const folder = temporaryFolder();
  const store = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory: folder.path, vhostBuckets: false },
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = await store.run();
  let misbehaviour: Misbehaviour | null = null;
  const requests: string[] = [];
  const front = createServer((asked, answer) => {
    const key = decodeURIComponent(new URL(asked.url ?? "", "http://s3").pathname).replace(`/${BUCKET}/${PREFIX}/`, "");
    const method = asked.method ?? "";
    requests.push(`${method} ${key}`);
    serve(port, asked, answer, misbehaviour?.({ method, key }));
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const endpoint = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    config: {
      ...{ bucket: BUCKET, prefix: PREFIX, endpoint, region: "us-east-1" },
      ...{ accessKeyId: "S3RVER", secretAccessKey: "S3RVER", sessionToken: null },
    },
    environment: {
      CHECKPOINT_URL: `s3://${BUCKET}/${PREFIX}`,
      CHECKPOINT_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: "S3RVER",
      AWS_SECRET_ACCESS_KEY: "S3RVER",
    },
    misbehave: (how) => {
      misbehaviour = how;
    },
    requests,
    async close() {
      front.closeAllConnections();
      front.close();
      await store.close();
      folder.remove();
    },
  };
}

function serve(port: number, asked: IncomingMessage, answer: ServerResponse, ill: ReturnType<Misbehaviour>): void {
  if (ill === "break") return void asked.socket.destroy();
  if (ill === "forget") {
    asked.resume();
    asked.on("end", () => answer.writeHead(200).end());
    return;
  }
  if (typeof ill === "object") {
    asked.resume();
    const body = ill.code === "" ? "" : `<?xml version="1.0"?><Error><Code>${ill.code}</Code></Error>`;
    asked.on("end", () => answer.writeHead(ill.status).end(asked.method === "HEAD" ? undefined : body));
    return;
  }
  // The host is part of the signature, so that it is handed on.
  const options = { port, host: "127.0.0.1", method: asked.method, path: asked.url, headers: asked.headers };
  const forwarded = httpRequest(options, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    if (ill === "truncate") {
      response.once("data", (chunk: Buffer) => {
        answer.write(chunk.subarray(0, chunk.length >> 1));
        setImmediate(() => answer.destroy());
      });
      response.once("end", () => answer.destroy());
    } else response.pipe(answer);
  });
  forwarded.on("error", () => answer.destroy());
  asked.pipe(forwarded);
}
