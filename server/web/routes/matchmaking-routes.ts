import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { type JoinOptions, joinOptionsSchema, type Refusal } from "../../../shared/protocol/messages.ts";
import { ADDRESS_HEADER, networkOfRequest } from "../front-door/client-address.ts";
import { PREFIX_HEADER } from "../front-door/path-prefix.ts";
import type { CodeLookups } from "./code-lookups.ts";

/** A reserved seat, in the form that Colyseus' client reads. */
export type Reservation = object;

/** A refusal by a room: Colyseus' number and word. */
export interface Refused {
  readonly code: number;
  readonly error: string;
}

export interface MatchmakingServices {
  readonly lookups: CodeLookups;
  /** Reserves a seat in the room of a code. `address` is the client's. */
  readonly reserveSeat: (code: string, options: JoinOptions, address: string) => Promise<Reservation | Refused>;
  /** Reserves the seat of a connection that broke a moment ago. */
  readonly reserveReturn: (code: string, reconnectionToken: string) => Promise<Reservation | Refused>;
}

/** Longer ones can't be nicknames, and are refused before they take up a reservation. */
const LONGEST_NICKNAME = 1_000;

const returnSchema = z.object({ reconnectionToken: z.string().max(100) });

/**
 * What the Colyseus client asks before it opens a WebSocket. These routes replace Colyseus' own, which read bodies of
 * any size and keep all of it until the seat is taken. The answers have Colyseus' form, since its client reads them.
 */
export function matchmakingRoutes({ lookups, reserveSeat, reserveReturn }: MatchmakingServices): Router {
  const router = Router();

  router.post("/joinById/:code", async (request, response) => {
    const options = joinOptionsSchema.safeParse(request.body);
    if (!options.success) return refuse(response, 403, "bad_message");
    if ((options.data.nickname?.length ?? 0) > LONGEST_NICKNAME) return refuse(response, 403, "nickname_invalid");
    const address = request.get(ADDRESS_HEADER) ?? "";
    const isMiss = ({ error }: Refused) => error === ("unknown_session" satisfies Refusal);
    await answer(lookups, request, response, isMiss, () => reserveSeat(request.params.code, options.data, address));
  });

  router.post("/reconnect/:code", async (request, response) => {
    const asked = returnSchema.safeParse(request.body);
    if (!asked.success) return refuse(response, 403, "bad_message");
    const { reconnectionToken } = asked.data;
    const isMiss = () => true;
    await answer(lookups, request, response, isMiss, () => reserveReturn(request.params.code, reconnectionToken));
  });

  router.post("/:method/:room", (request, response) => {
    refuse(response, 404, `invalid method "${request.params.method}"`);
  });

  return router;
}

async function answer(
  lookups: CodeLookups,
  request: Request<{ code: string }>,
  response: Response,
  isMiss: (refused: Refused) => boolean,
  reserve: () => Promise<Reservation | Refused>,
): Promise<void> {
  const settle = lookups.begin(networkOfRequest(request), request.params.code);
  const reserved = await reserve();
  const refused = "error" in reserved ? reserved : null;
  settle(refused === null || !isMiss(refused));
  if (refused === null) response.json(reachable(reserved, request));
  else refuse(response, refused.code, refused.error);
}

/**
 * A room of a cluster is reached by way of the proxy through which this request came, under its node's name. Whoever came by another name
 * of the site, or below a path, goes on with that.
 */
function reachable(reserved: Reservation, { headers }: Pick<Request, "headers">): Reservation {
  if (!("publicAddress" in reserved) || typeof reserved.publicAddress !== "string") return reserved;
  const site = `${headers.host ?? ""}${headers[PREFIX_HEADER] ?? ""}`;
  return { ...reserved, publicAddress: `${site}/p/${reserved.publicAddress}` };
}

function refuse(response: Response, code: number, error: Refusal | string): void {
  response.status(code >= 400 && code < 600 ? code : 500).json({ code, error });
}
