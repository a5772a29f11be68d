import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NGINX_CONF, nginxConf } from "../../../../../server/experiments/servers/cluster/nginx-conf.ts";

const nodes = [
  { name: "web-1", address: "127.0.0.1:3001" },
  { name: "web-2", address: "127.0.0.1:3002" },
  { name: "web-3", address: "127.0.0.1:3003" },
];

test("the shipped configuration is used for other nodes, and nothing of it is left out", () => {
  const conf = nginxConf("127.0.0.1:3000", nodes);
  expect(conf).toContain("listen 127.0.0.1:3000;");
  expect(conf.match(/server 127\.0\.0\.1:3002 max_fails/g)).toHaveLength(3);
  for (const { name } of nodes) expect(conf).toContain(`upstream ${name} {`);
  expect(conf).not.toContain("web-1:2567");
  const shipped = readFileSync(NGINX_CONF, "utf8");
  expect(conf.split("# What asks for an upgrade")[1]).toBe(
    shipped.split("# What asks for an upgrade")[1]?.replace("listen 8080;", "listen 127.0.0.1:3000;"),
  );
});

test("a configuration without its marks is refused, and not used as it is", () => {
  expect(() => nginxConf("127.0.0.1:3000", nodes, "http { server { listen 8080; } }")).toThrow('"# nodes:"');
  const twice = readFileSync(NGINX_CONF, "utf8").replace("listen 8080;", "listen 8080;\n    listen 8080;");
  expect(() => nginxConf("127.0.0.1:3000", nodes, twice)).toThrow('not one "listen 8080;"');
});
