import type { Request } from "express";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";
import { HttpFault } from "../http-fault.ts";

/**
 * The session of the address's code, finished or not, for whoever holds its host token (`Authorization: Bearer TOKEN`).
 * @throws HttpFault 403; a session that isn't there and a token that doesn't fit are told the same
 */
export async function hostedSession(sessions: Pick<Sessions, "ofHost">, request: Request): Promise<SessionRecord> {
  const token = /^Bearer (\S{1,100})$/.exec(request.get("authorization") ?? "")?.[1];
  const code = String(request.params.code);
  const session = token === undefined ? null : await sessions.ofHost(code, token);
  if (session === null) {
    throw new HttpFault(
      403,
      "host_only",
      `Only the host of ${code} may see this. Open it on the device that created the game.`,
    );
  }
  return session;
}
