import { expect, test } from "vitest";
import { isPublic, lanAddresses, readyLines } from "../../../../server/web/front-door/lan-addresses.ts";

const at = (address: string, internal = false) => ({ address, family: "IPv4" as const, internal });
const cards = (all: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(all).map(([name, address]) => [name, [at(address)]]));
const first = (all: Readonly<Record<string, string>>) => lanAddresses("0.0.0.0", cards(all))[0]?.address;

test.each([
  [
    "a virtual machine's card beside the Wi-Fi",
    { "VirtualBox Host-Only Network": "192.168.56.1", "Wi-Fi": "192.168.1.7" },
    "192.168.1.7",
  ],
  ["the same under an innocent name", { "Ethernet 2": "192.168.56.1", "Wi-Fi": "10.20.30.40" }, "10.20.30.40"],
  ["VMware", { "VMware Network Adapter VMnet8": "192.168.80.1", WLAN: "172.20.1.9" }, "172.20.1.9"],
  ["Hyper-V", { "vEthernet (WSL)": "172.28.16.1", Ethernet: "10.4.5.6" }, "10.4.5.6"],
  ["a VPN on Linux", { tun0: "10.8.0.6", wlp2s0: "172.16.4.9" }, "172.16.4.9"],
  ["WireGuard", { wg0: "10.66.66.2", wlan0: "10.0.0.7" }, "10.0.0.7"],
  ["a VPN on a Mac", { utun4: "10.5.0.2", en0: "10.1.2.3" }, "10.1.2.3"],
  ["a VPN on Windows", { NordLynx: "10.5.0.2", "Wi-Fi 2": "192.168.0.9" }, "192.168.0.9"],
  ["a campus with public addresses", { tailscale0: "100.101.102.103", wlan0: "131.130.1.77" }, "131.130.1.77"],
  ["containers", { docker0: "172.17.0.1", "br-1a2b": "172.18.0.1", eth0: "192.168.1.20" }, "192.168.1.20"],
  ["Wi-Fi beside a cable", { enp3s0: "10.0.0.4", wlp2s0: "10.0.0.5" }, "10.0.0.5"],
  ["a card without a network", { eth0: "169.254.7.7", wlan0: "192.168.1.4" }, "192.168.1.4"],
])("%s: the card that leads to the room comes first", (_, all, address) => {
  expect(first(all)).toBe(address);
});

test("the others stay on the list, with their names, and IPv6 comes last, as it stands in a URL", () => {
  const all = {
    lo: [at("127.0.0.1", true)],
    tun0: [at("10.8.0.6")],
    wlan0: [
      { address: "fe80::1", family: "IPv6" as const, internal: false },
      { address: "2001:db8::7", family: "IPv6" as const, internal: false },
      at("192.168.1.5"),
    ],
  };
  expect(lanAddresses("0.0.0.0", all)).toEqual([
    { address: "192.168.1.5", card: "wlan0" },
    { address: "10.8.0.6", card: "tun0" },
    { address: "[2001:db8::7]", card: "wlan0" },
  ]);
  expect(lanAddresses("::", { lo: all.lo })).toEqual([]);
});

test("one that listens on an address is found there, and one that listens to its own computer nowhere", () => {
  expect(lanAddresses("10.1.2.3", {})).toEqual([{ address: "10.1.2.3", card: "" }]);
  expect(lanAddresses("2001:db8::1", {})).toEqual([{ address: "[2001:db8::1]", card: "" }]);
  for (const host of ["127.0.0.1", "localhost", "::1"]) expect(lanAddresses(host, {})).toEqual([]);
});

test("whoever starts the server reads first where to host, then where players join", () => {
  const lan = lanAddresses("0.0.0.0", cards({ wlan0: "192.168.1.5", tun0: "10.8.0.6" }));
  expect(readyLines(2567, [], lan)).toEqual([
    "Thumbwar is ready. Host a game: http://localhost:2567/host",
    "Players join at http://192.168.1.5:2567 (wlan0)",
    "If their phones can't open that: http://10.8.0.6:2567 (tun0)",
  ]);
  expect(readyLines(80, ["https://school.example"], [])[1]).toBe("Players join at https://school.example");
  expect(readyLines(80, [], [])[1]).toBe("No other device reaches this server.");
});

test.each([
  [["https://school.example.org"], "192.168.1.5", true],
  [["http://arena.local"], "192.168.1.5", false],
  [["http://192.168.1.5:2567"], "10.0.0.1", false],
  [[], "192.168.1.5", false],
  [[], "100.101.102.103", false],
  [[], "131.130.1.77", true],
])("PUBLIC_URL %j and the address %s: open to the internet is %s", (publicUrls, address, expected) => {
  expect(isPublic(publicUrls, [{ address, card: "eth0" }])).toBe(expected);
});
