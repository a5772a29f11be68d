import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Request } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import type { Arenas } from "../../ports/arena.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { QueryProblem, type Rewards } from "./arena-rewards.ts";

const MOST_QUERIES = 1_024;
const MOST_BYTES = "8mb";
const texts = z.array(z.string().max(100_000)).min(1).max(MOST_QUERIES);
const askedSchema = z
  .object({ query: texts, prompts: texts })
  .refine(({ query, prompts }) => query.length === prompts.length, "must be as many as prompts");

/**
 * Listens for programs that train by the reward model of an arena (`?arena=NAME`, the main one without), in the form of OpenRLHF's remote reward
 * models: `POST /get_reward` `{query, prompts, labels}` -> `{rewards, scores, extra_logs}`. Rewards are those that the trainer's own methods follow;
 * scores are the same between 0 and 1. Labels mean nothing here.
 * @param token to be shown as `Authorization: Bearer TOKEN`, or as the password of the address, http://any:TOKEN@host:port/get_reward
 * @returns where it listens, and a function that closes it
 */
export async function openRewardServer({
  port,
  host,
  token,
  arenas,
  rewards,
  log,
}: {
  readonly port: number;
  readonly host: string;
  readonly token: string;
  readonly arenas: Pick<Arenas, "byName">;
  readonly rewards: Rewards;
  readonly log: Logger;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    if (isShown(request, token)) return next();
    refuse(
      response.set("www-authenticate", "Bearer"),
      401,
      "training_token_needed",
      "Show the server's TRAINING_TOKEN",
    );
  });
  app.post("/get_reward", express.json({ limit: MOST_BYTES }), async (request, response) => {
    const asked = askedSchema.safeParse(request.body ?? {});
    if (!asked.success) {
      const problems = asked.error.issues.map(({ path, message }) => `${path.join(".") || "query"}: ${message}`);
      return refuse(response, 400, "bad_request", problems.join("; "));
    }
    const { arena: name = MAIN_NAME } = request.query;
    const arena = await arenas.byName(String(name));
    if (arena === null) return refuse(response, 404, "unknown_arena", `There is no model called ${name} here`);
    const scored = await rewards.score(arena.id, asked.data.query, asked.data.prompts);
    if (scored === null)
      return refuse(response, 409, "no_reward_model", "Nobody has voted yet: there is no reward model");
    response.json({
      rewards: scored.rewards,
      scores: scored.rewards.map(sigmoid),
      extra_logs: { cut: scored.cut.map(Number) },
    });
  });
  app.use((request, response) => refuse(response, 404, "not_found", `There is nothing at ${request.path}`));
  const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    if (error instanceof QueryProblem) return refuse(response, 400, "bad_query", error.message);
    const status = error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 500;
    if (status >= 500) log.error({ err: error }, "Rewards could not be told");
    refuse(response, status, "unavailable", status < 500 ? (error as Error).message : "The trainer's log says why");
  };
  app.use(onError);

  const server = createServer(app).listen(port, host);
  await once(server, "listening");
  const listening = server.address() as AddressInfo;
  log.info({ port: listening.port }, "The trainer tells rewards at /get_reward");
  return {
    port: listening.port,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(response: express.Response, status: number, error: string, message: string): void {
  response.status(status).json({ error, message });
}

/** Programs that can send no headers of their own show it as a password. */
function isShown({ headers }: Pick<Request, "headers">, token: string): boolean {
  const [scheme = "", given = ""] = (headers.authorization ?? "").split(" ", 2);
  const basic = () =>
    Buffer.from(given, "base64")
      .toString()
      .replace(/^[^:]*:/, "");
  const shown = scheme === "Bearer" ? given : scheme === "Basic" ? basic() : "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
