import { expect, test } from "vitest";
import { readConfig } from "../../../../server/config.ts";
import { hostsNotFound } from "../../../../server/web/front-door/public-url.ts";

test.each([
  ["https://arena.example.org", "https://arena.example.org"],
  ["https://School.example/thumbwar/", "https://school.example/thumbwar"],
  ["http://192.168.0.7:8080", "http://192.168.0.7:8080"],
  ["http://[2001:db8::7]:2567", "http://[2001:db8::7]:2567"],
])("%s is an address that players can use", (text, url) => {
  expect(readConfig({ PUBLIC_URL: text }).publicUrls).toEqual([url]);
});

test.each([
  ["arena.example.org", /needs https:\/\/ or http:\/\/ before it, as in https:\/\/arena\.example\.org/],
  ["https://https://arena.example.org", /has two times :\/\//],
  ["https:// arena.example.org", /has a space in it/],
  ["htps://arena.example.org", /begins with htps:/],
  ["https://arena.example.org:99999", /can't be read/],
  ["https://arena.example.org/play?x", /has a \? or #/],
  ["https://arena.example.org/#top", /has a \? or #/],
  ["https://arena.example.org/host", /leads to a page/],
  ["https://school.example/schöne neue", /has a space/],
  ["https://school.example/a//b", /has a path that can't be one/],
  ["https://me:secret@arena.example.org", /has a name or password before its host/],
  ["https://arena.example.org,,http://10.0.0.9", /is empty between two commas/],
  ["https://arena.example.org, arena.local", /needs https:\/\/ or http:\/\/ before it/],
])("%s is refused at the start, with what is wrong about it", (text, why) => {
  const read = () => readConfig({ PUBLIC_URL: text });
  expect(read).toThrow(/PUBLIC_URL must be the address that players use, like https:/);
  expect(read).toThrow(why);
});

test("a host that nobody can find is named once; without a name server none is", async () => {
  const missing = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
  const lookup = async (host: string) => {
    if (host === "arena.exmaple.org") throw missing;
  };
  const urls = ["https://arena.exmaple.org", "https://arena.exmaple.org/thumbwar", "http://[2001:db8::7]:2567"];
  expect(await hostsNotFound(urls, lookup)).toEqual(["arena.exmaple.org"]);
  const offline = async () => {
    throw Object.assign(new Error("getaddrinfo EAI_AGAIN"), { code: "EAI_AGAIN" });
  };
  expect(await hostsNotFound(urls, offline)).toEqual([]);
});
