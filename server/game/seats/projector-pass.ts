import { createHmac, timingSafeEqual } from "node:crypto";

/** What the host's page gives to the big screen of its class, so that no crowd of strangers keeps it out. It opens nothing but a view. */
export function projectorPass(secret: string, sessionId: string): string {
  return createHmac("sha256", secret).update(`projector ${sessionId}`).digest("base64url");
}

export function isProjectorPass(given: string, secret: string, sessionId: string): boolean {
  const [right, said] = [Buffer.from(projectorPass(secret, sessionId)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}
