import { expect, test } from "vitest";
import { lanAddresses } from "../../../../server/web/front-door/known-hosts.ts";

const at = (address: string, internal = false) => ({ address, family: "IPv4" as const, internal });
const INTERFACES = {
  lo: [at("127.0.0.1", true)],
  docker0: [at("172.17.0.1")],
  tun0: [at("100.64.0.7")],
  eth0: [at("10.1.2.3"), { address: "fe80::1", family: "IPv6" as const, internal: false }],
  wlan0: [at("192.168.1.5")],
};

test("a server that listens everywhere is found at its network's addresses, the likeliest first", () => {
  expect(lanAddresses("0.0.0.0", INTERFACES)).toEqual(["192.168.1.5", "10.1.2.3", "100.64.0.7"]);
  expect(lanAddresses("::", { lo: INTERFACES.lo })).toEqual([]);
});

test("one that listens on an address is found there, and one that listens to its own computer nowhere", () => {
  expect(lanAddresses("10.1.2.3", INTERFACES)).toEqual(["10.1.2.3"]);
  for (const host of ["127.0.0.1", "localhost", "::1"]) expect(lanAddresses(host, INTERFACES)).toEqual([]);
});
