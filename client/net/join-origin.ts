import type { Addresses } from "../../shared/protocol/sessions.ts";

const OWN_COMPUTER = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Where players find this server. A host who opened `localhost` sees the computer's address in the network instead, which a phone
 * can open; behind a name or another address it is that.
 */
export async function joinOrigin(): Promise<string> {
  if (!OWN_COMPUTER.test(location.hostname)) return location.origin;
  try {
    const response = await fetch("/api/addresses");
    const { addresses } = (await response.json()) as Addresses;
    const [first] = addresses;
    return first === undefined ? location.origin : `${location.protocol}//${first}:${location.port}`;
  } catch {
    return location.origin;
  }
}
