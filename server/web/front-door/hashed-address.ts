import { createHmac } from "node:crypto";
import { networkOf } from "./client-address.ts";

/**
 * What is stored and compared of where somebody comes from: the same for one network, and nothing outside of this installation.
 * @param ip undefined: unknown, which counts as one network
 */
export function hashedAddress(secret: string, ip: string | undefined): string {
  return createHmac("sha256", secret)
    .update(networkOf(ip ?? ""))
    .digest("hex")
    .slice(0, 16);
}
