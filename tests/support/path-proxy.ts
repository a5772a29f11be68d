import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll } from "vitest";

/** A reverse proxy that shows a site below a path of its own, as schools' servers do, for the tests of a file. */
export interface PathProxy {
  /** As in http://127.0.0.1:8080/thumbwar. */
  readonly url: Promise<string>;
  /** Where it leads. */
  leadTo(port: number): void;
}

/** @param strips whether the proxy takes its path off before it asks */
export function withPathProxy(path: string, strips: boolean): PathProxy {
  let target = 0;
  const proxy: Server = createServer((asked, answer) => {
    if (!asked.url?.startsWith(path)) return void answer.writeHead(404).end("not here");
    const { method, headers } = asked;
    const onward = request({ host: "127.0.0.1", port: target, path: onwardPath(asked.url), method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  proxy.on("upgrade", (asked, near, head) => {
    const far = connect(target, "127.0.0.1", () => {
      const lines = asked.rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${asked.rawHeaders[i + 1]}`] : []));
      far.write([`GET ${onwardPath(asked.url ?? "")} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      far.write(head);
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) socket.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
  });
  const onwardPath = (url: string): string => (strips ? url.slice(path.length) || "/" : url);
  proxy.listen(0, "127.0.0.1");
  const url = once(proxy, "listening").then(() => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${path}`);
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return {
    url,
    leadTo(port) {
      target = port;
    },
  };
}
