import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut, as a network does: the server gives its connections up, and whoever is at the near end hears nothing. */
export interface CutProxy {
  /** The same address, by this way. */
  through(url: string): string;
  cut(): void;
  /** Connections work again. Those from before are found dead. */
  mend(): void;
  close(): void;
}

/** @param url of the server, with its host and port */
export async function openCutProxy(url: string): Promise<CutProxy> {
  const { hostname, port } = new URL(url);
  const near = new Set<Socket>();
  const far = new Set<Socket>();
  let isCut = false;

  function forward(one: Socket, other: Socket): void {
    one.on("data", (data) => isCut || other.write(data));
    one.on("error", () => {});
    one.on("close", () => isCut || other.destroy());
  }
  const server = createServer((socket) => {
    near.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => near.delete(socket));
    if (isCut) return;
    const other = connect({ host: hostname, port: Number(port) });
    far.add(other);
    other.on("close", () => far.delete(other));
    forward(socket, other);
    forward(other, socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const destroy = (sockets: ReadonlySet<Socket>) => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    through(address) {
      const changed = new URL(address);
      changed.hostname = "127.0.0.1";
      changed.port = String((server.address() as AddressInfo).port);
      return changed.href;
    },
    cut() {
      isCut = true;
      destroy(far);
    },
    mend() {
      isCut = false;
      destroy(near);
    },
    close() {
      isCut = true;
      destroy(far);
      destroy(near);
      server.close();
    },
  };
}
