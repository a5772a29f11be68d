import { io } from "socket.io-client";

export interface Storm {
  /** That were let in so far. */
  connections(): number;
  stop(): Promise<void>;
}

/**
 * So many viewers of a namespace, each of which goes as soon as it was let in, and comes again: as fast as the server lets them.
 * @param from the address of this machine that they come from
 */
export function reconnectingViewers(url: string, count: number, from?: string): Storm {
  let connections = 0;
  let stopping = false;

  function once(): Promise<void> {
    return new Promise((resolve) => {
      const local = from === undefined ? {} : { localAddress: from };
      const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, ...local });
      socket.once("connect", () => {
        connections++;
        socket.disconnect();
      });
      for (const end of ["disconnect", "connect_error"] as const) socket.once(end, () => setImmediate(resolve));
    });
  }

  const viewers = Array.from({ length: count }, async () => {
    while (!stopping) await once();
  });
  return {
    connections: () => connections,
    async stop() {
      stopping = true;
      await Promise.all(viewers);
    },
  };
}
