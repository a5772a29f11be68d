import { describe, expect, test } from "vitest";
import { clientAddress, networkOf, stampAddress } from "../../../../server/web/front-door/client-address.ts";
import { isOwnHost, isOwnOrigin, knownHosts } from "../../../../server/web/front-door/known-hosts.ts";
import { admitRequest, refuseUpgrade } from "../../../../server/web/front-door/routes.ts";
import { Traffic } from "../../../../server/web/front-door/traffic.ts";
import { HttpFault } from "../../../../server/web/http-fault.ts";

const interfaces = { eth0: [{ address: "192.168.1.5" }, { address: "fe80::1%eth0" }], lo: [{ address: "127.0.0.1" }] };
const hosts = knownHosts("0.0.0.0", "Class-Laptop.school.example", interfaces, ["https://arena.example.org"]);

/** A request as Node reads it. */
function asked(method: string, url: string, headers: Record<string, string> = {}) {
  const all: Record<string, string> = { host: "localhost:2567", ...headers };
  return { method, url, headers: all, rawHeaders: Object.entries(all).flat() };
}
const statusOf = (method: string, url: string, headers?: Record<string, string>) => {
  const verdict = admitRequest(asked(method, url, headers), hosts);
  return verdict instanceof HttpFault ? verdict.status : 200;
};
const JSON_TYPE = { "content-type": "application/json" };

describe("hosts", () => {
  test.each([
    ...["localhost", "localhost:2567", "LOCALHOST.:2567", "127.0.0.1", "127.8.8.8:1", "[::1]:2567", "0.0.0.0:2567"],
    ...["192.168.1.5:2567", "[fe80::1]", "class-laptop", "Class-Laptop.local:2567", "class-laptop.school.example"],
    ...["arena.example.org", "arena.example.org:443", "ARENA.example.org"],
  ])("%s is ours", (host) => expect(isOwnHost(hosts, host)).toBe(true));

  test.each([
    ...["evil.example", "localhost.evil.example", "evil.example:2567", "192.168.1.6", "10.0.0.1", "example.org", "org"],
    ...[
      "",
      "localhost@evil.example",
      "localhost/evil",
      "[::2]",
      "a b",
      "[::1",
      "localhost:99999999",
      "127.0.0.1.evil.example",
    ],
  ])("%s is not", (host) => expect(isOwnHost(hosts, host)).toBe(false));

  test("a page is ours where it comes from the host that it asks, or from PUBLIC_URL", () => {
    const own = (origin: string, host: string) => isOwnOrigin(hosts, origin, host);
    expect(own("http://192.168.1.5:2567", "192.168.1.5:2567")).toBe(true);
    expect(own("http://localhost", "localhost:80")).toBe(true);
    expect(own("https://class-laptop", "class-laptop")).toBe(true);
    expect(own("https://arena.example.org", "127.0.0.1:2567")).toBe(true);
    for (const origin of [
      "http://localhost:3000",
      "http://127.0.0.1:2567",
      "null",
      "",
      "http://localhost:2567/x",
      "file://",
    ])
      expect(own(origin, "localhost:2567")).toBe(false);
    expect(own("http://arena.example.org", "127.0.0.1:2567")).toBe(false);
  });
});

describe("requests", () => {
  test.each<[number, string, string, Record<string, string>?]>([
    [200, "GET", "/"],
    [200, "HEAD", "/reward-models/newest/model.safetensors"],
    [200, "GET", "/nothing/here?x=1"],
    [200, "GET", "/api/training"],
    [200, "PATCH", "/api/training", JSON_TYPE],
    [200, "POST", "/api/sessions", { "content-type": "application/json; charset=utf-8", "content-length": "16384" }],
    [200, "POST", "/api/packs?name=x", { "content-type": "text/plain", "content-length": "2000000" }],
    [200, "POST", "/matchmake/joinById/ABCD", JSON_TYPE],
    [200, "POST", "/socket.io/?EIO=4&transport=polling", { "content-type": "text/plain" }],
    [200, "GET", "/socket.io/?EIO=4"],
    [200, "POST", "/api/sessions", { ...JSON_TYPE, origin: "http://localhost:2567" }],
    [403, "POST", "/api/sessions", { ...JSON_TYPE, origin: "http://evil.example" }],
    [403, "POST", "/api/packs", { "content-type": "text/plain", origin: "null" }],
    [403, "GET", "/socket.io/?EIO=4", { origin: "http://evil.example" }],
    [200, "GET", "/api/host", { origin: "http://evil.example" }],
    [404, "GET", "/socket.io/other"],
    [405, "GET", "/matchmake/joinById/ABCD"],
    [405, "POST", "/nothing"],
    [405, "DELETE", "/api/sessions"],
    [405, "OPTIONS", "/api/training"],
    [405, "constructor", "/api/training"],
    [413, "POST", "/api/sessions", { ...JSON_TYPE, "content-length": "16385" }],
    [413, "GET", "/", { "content-length": "9999999" }],
    [413, "POST", "/api/packs", { "content-type": "text/plain", "content-length": "2097153" }],
    [415, "POST", "/api/sessions"],
    [415, "POST", "/api/lab/rollback", { "content-type": "text/plain" }],
    [415, "POST", "/matchmake/joinById/ABCD", { "content-type": "application/x-www-form-urlencoded" }],
    [414, "GET", `/${"a".repeat(5_000)}`],
    [400, "GET", "http://localhost/"],
    [400, "GET", "//evil.example/"],
    [400, "OPTIONS", "*"],
    [421, "GET", "/", { host: "evil.example" }],
    [400, "GET", "/", { host: "" }],
  ])("%i for %s %s %o", (status, method, url, headers) => {
    expect(statusOf(method, url, headers)).toBe(status);
  });

  test("an unknown host and a foreign page are told of PUBLIC_URL", () => {
    for (const headers of [{ host: "evil.example" }, { ...JSON_TYPE, origin: "https://tunnel.example" }]) {
      const verdict = admitRequest(asked("POST", "/api/sessions", headers), hosts);
      expect(verdict instanceof HttpFault ? verdict.message : "").toContain("PUBLIC_URL");
    }
  });

  test("two Host headers are one too many", () => {
    const twice = { ...asked("GET", "/"), rawHeaders: ["Host", "localhost", "host", "evil.example"] };
    expect(admitRequest(twice, hosts)).toMatchObject({ status: 400 });
  });
});

describe("upgrades", () => {
  const HANDSHAKE = {
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": btoa("sixteen bytes..."),
  };
  test.each<[number, string, Record<string, string>]>([
    [200, "/socket.io/?EIO=4&transport=websocket", {}],
    [200, "/p-1/ABCD?sessionId=x", { origin: "http://localhost:2567" }],
    [403, "/p-1/ABCD?sessionId=x", { origin: "http://evil.example" }],
    [403, "/socket.io/", { origin: "null" }],
    [404, "/", {}],
    [404, "/a/b/c", {}],
    [400, "/socket.io/", { "sec-websocket-key": "short" }],
    [400, "/socket.io/", { upgrade: "h2c" }],
    [421, "/socket.io/", { host: "evil.example" }],
  ])("%i for %s %o", (status, url, headers) => {
    expect(refuseUpgrade(asked("GET", url, { ...HANDSHAKE, ...headers }), hosts)?.status ?? 200).toBe(status);
  });
});

describe("addresses", () => {
  const from = (forwarded: string | undefined, proxies: number) =>
    clientAddress(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, "10.0.0.1", proxies);

  test("what a client says of itself is believed from as many proxies as are trusted", () => {
    expect(from("1.1.1.1", 0)).toBe("10.0.0.1");
    expect(from("6.6.6.6, 1.1.1.1", 1)).toBe("1.1.1.1");
    expect(from("6.6.6.6, 1.1.1.1, 10.0.0.7", 2)).toBe("1.1.1.1");
    expect(from("1.1.1.1", 2)).toBe("1.1.1.1");
    expect(from(undefined, 1)).toBe("10.0.0.1");
    expect(from("6.6.6.6, nonsense", 1)).toBe("10.0.0.1");
    expect(from("1.1.1.1:4711", 1)).toBe("1.1.1.1");
    expect(from("[2001:db8::1]:4711", 1)).toBe("2001:db8::1");
  });

  test("one word on the address is left, and it is ours", () => {
    const headers = {
      "x-forwarded-for": "6.6.6.6",
      "x-real-ip": "6.6.6.6",
      "x-client-ip": "6.6.6.6",
      forwarded: "for=6.6.6.6",
    };
    stampAddress(headers, "10.0.0.1");
    expect(headers).toEqual({ "x-real-ip": "10.0.0.1" });
  });

  test("an IPv6 network is one, however many addresses it uses", () => {
    expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe(networkOf("2001:db8:1:2::9"));
    expect(networkOf("2001:db8:1:2::9")).not.toBe(networkOf("2001:db8:1:3::9"));
    expect(networkOf("::ffff:10.0.0.1")).toBe("10.0.0.1");
  });
});

describe("traffic of one network", () => {
  test("sixty players load the page, join and reload; a flood is stopped, and others aren't", () => {
    let clock = 0;
    const traffic = new Traffic(() => clock);
    for (let i = 0; i < 60 * 2 * 25; i++) expect(traffic.refuseRequest("class")).toBeNull();
    for (let i = 0; i < 120; i++) expect(traffic.refuseSocket("class")).toBeNull();
    const refused = Array.from({ length: 30_000 }, () => traffic.refuseRequest("flood")).filter((one) => one !== null);
    expect(refused.length).toBeGreaterThan(25_000);
    expect(refused[0]).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    expect(traffic.refuseRequest("class")).toBeNull();
    clock += 1_000;
    expect(traffic.refuseRequest("flood")).toBeNull();
  });

  test("open sockets are counted, and counted out", () => {
    let clock = 0;
    const traffic = new Traffic(() => clock);
    const open = () => {
      clock += 1_000;
      return traffic.refuseSocket("n") === null;
    };
    const opened = Array.from({ length: 2_000 }, open).filter(Boolean).length;
    expect(opened).toBe(1_000);
    traffic.socketClosed("n");
    expect([open(), open()]).toEqual([true, false]);
  });
});
