import { below, boardFrame, noise, oneOf, someLength } from "./hostile-frame.ts";

const PATHS = [
  ...[
    "/",
    "/health",
    "/host",
    "/assets/none.js",
    "/api/sessions",
    "/api/training",
    "/api/lab/rollback",
    "/api/packs?name=x",
  ],
  ...[
    "/api/sessions/BCDF",
    "/api/sessions/BCDF/results",
    "/api/sessions/%00/data/archive.zip",
    "/api/lab/answers?versions=0",
  ],
  ...[
    "/matchmake/joinById/BCDF",
    "/matchmake/reconnect/BCDF",
    "/matchmake/create/arena",
    "/__healthcheck",
    "/models/0/x",
  ],
  ...[
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=3&transport=none&sid=x",
    "/socket.io/x",
    "//",
    "*",
    "/%",
    "/..%2f..",
  ],
] as const;
const METHODS = [
  "GET",
  "GET",
  "POST",
  "POST",
  "POST",
  "PATCH",
  "PUT",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "TRACE",
  "CONNECT",
  "PRI",
] as const;
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "x".repeat(500),
];
const HOSTS = ["evil.example", "", "localhost:0", "[::1", "a b", "localhost\t", "x".repeat(3_000)];

/**
 * A request as bytes, right or wrong: odd hosts, wrong methods, huge headers, bodies of any size, halves of requests.
 *
 * @param host of the server, with its port
 * @param address that a proxy would say it comes from
 */
export function hostileRequest(random: () => number, host: string, address: string): Buffer {
  if (random() < 0.05) return noise(random, someLength(random, 2_000));
  const rare = (share: number) => random() < share;
  const lines = [
    `${oneOf(random, METHODS)} ${rare(0.05) ? `/${"a".repeat(someLength(random, 9_000))}` : oneOf(random, PATHS)} HTTP/1.1`,
    `Host: ${rare(0.1) ? oneOf(random, HOSTS) : host}`,
    `X-Forwarded-For: ${address}`,
    `Connection: ${rare(0.1) ? "Upgrade" : "close"}`,
  ];
  if (rare(0.1))
    lines.push(`Origin: ${oneOf(random, ["http://evil.example", "null", `http://${host}`, "x".repeat(500)])}`);
  if (rare(0.1))
    lines.push("Upgrade: websocket", "Sec-WebSocket-Version: 13", `Sec-WebSocket-Key: ${btoa("sixteen bytes...")}`);
  if (rare(0.05)) lines.push(`X-Much: ${"m".repeat(someLength(random, 20_000))}`);
  if (rare(0.05)) lines.push("X-Host-Password: %E0%A4%A");
  if (rare(0.05)) lines.push("X Bad Header: 1");
  const [head, body] = withBody(random, lines);
  const whole = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]);
  return rare(0.05) ? whole.subarray(0, below(random, whole.length)) : whole;
}

function withBody(random: () => number, lines: readonly string[]): [readonly string[], Buffer] {
  if (random() < 0.3) return [lines, Buffer.alloc(0)];
  const typed = [...lines, `Content-Type: ${oneOf(random, TYPES)}`];
  const body = Buffer.from(
    oneOf(random, [
      () => "{}",
      () => JSON.stringify({ protocol: 3, nickname: "x".repeat(someLength(random, 15_000)) }),
      () => `{"protocol":3,"token":${"[".repeat(someLength(random, 15_000))}`,
      () => `[${"{},".repeat(someLength(random, 20_000))}1]`,
      () => `4${boardFrame(random)}`,
      () => noise(random, someLength(random, 64 * 1024)).toString("latin1"),
    ])(),
    "latin1",
  );
  if (random() < 0.3) {
    const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]);
    return [[...typed, "Transfer-Encoding: chunked"], Buffer.concat([chunk, Buffer.from("0\r\n\r\n")])];
  }
  const claimed = random() < 0.1 ? someLength(random, 1e9) : body.length;
  return [[...typed, `Content-Length: ${claimed}`], body];
}
