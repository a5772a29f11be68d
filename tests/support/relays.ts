import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll } from "vitest";

/**
 * Other addresses for the tests of a file: whatever connects to the port of a relay reaches the server from that relay's address,
 * one of the computer's own loop (127.0.0.2, 127.0.0.3, ...).
 */
export function withRelays(serverPort: () => number): { from(address: string): Promise<number> } {
  const relays = new Map<string, Promise<Server>>();
  const sockets = new Set<Socket>();
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    for (const relay of relays.values()) (await relay).close();
  });

  async function open(address: string): Promise<Server> {
    const relay = createServer((near) => {
      const far = connect({ port: serverPort(), host: "127.0.0.1", localAddress: address });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => sockets.delete(one));
        one.pipe(other);
      }
    });
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    return relay;
  }

  return {
    async from(address) {
      const relay = relays.get(address) ?? open(address);
      relays.set(address, relay);
      return ((await relay).address() as AddressInfo).port;
    },
  };
}
