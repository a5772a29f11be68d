import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStores } from "../../../../server/store/open-stores.ts";
import { addressProblem, openDriver } from "../../../../server/store/postgres/address.ts";
import { openCluster } from "../../../../server/store/postgres/embedded/cluster.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;
if (!HAS_OPENSSL) console.warn("No openssl on this machine: tests with certificates are skipped");

const silent = { info() {}, warn() {} };
const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: "/nowhere" }, silent);
const refusal = (databaseUrl: string) =>
  open(databaseUrl).then(
    () => "opened",
    (error: Error) => error.message,
  );

describe.runIf(HAS_OPENSSL)("a Postgres with a certificate of an authority of its own", () => {
  const folder = temporaryFolder();
  const server = openCluster(folder.path);
  let url = "";
  /** The certificate has the number, and not the name. */
  const at = (query: string, host = "127.0.0.1") => {
    const changed = new URL(url);
    changed.hostname = host;
    return `${changed.href}?${query}`;
  };
  const authority = join(folder.path, "ca.pem");

  beforeAll(async () => {
    url = (await server.start(null)).url;
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder.path, stdio: "pipe" });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority", "-days", "2");
    openssl("req", "-x509", ...key, "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=Other", "-days", "2");
    openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=db.example");
    writeFileSync(join(folder.path, "names"), "subjectAltName=IP:127.0.0.1,DNS:db.example");
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
    openssl("x509", "-req", "-in", "server.csr", ...signing, "-out", "server.pem");
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  async function switchOn(): Promise<void> {
    const admin = openDriver(url, { max: 1 });
    for (const name of ["server.key", "server.pem"]) {
      const path = join(folder.path, name);
      chmodSync(path, 0o600);
      if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534);
    }
    await admin.unsafe(`alter system set ssl_cert_file = '${join(folder.path, "server.pem")}'`);
    await admin.unsafe(`alter system set ssl_key_file = '${join(folder.path, "server.key")}'`);
    await admin.unsafe("alter system set ssl = on");
    await admin`select pg_reload_conf()`;
    await admin.end({ timeout: 5 });
  }

  test("a server that speaks no TLS is not waited for, unless encryption is only preferred", async () => {
    expect(await refusal(at("sslmode=require"))).toMatch(/speaks no TLS: switch it on there, or write sslmode=disable/);
    for (const mode of ["prefer", "disable"]) await (await open(at(`sslmode=${mode}`))).stop();
  });

  test("it is proved as the address asks, and each way in which it isn't has words of its own", async () => {
    await switchOn();
    const opened = (query: string, host?: string) => refusal(at(query, host));
    const root = `sslrootcert=${encodeURIComponent(authority)}`;
    await expect.poll(() => opened("sslmode=require")).toBe("opened");
    expect(await opened(`sslmode=verify-full&${root}`)).toBe("opened");
    expect(await opened(`sslmode=verify-full&${root}`, "localhost")).toMatch(/host in DATABASE_URL as the certificate/);
    expect(await opened(`sslmode=verify-ca&${root}`, "localhost")).toBe("opened");
    const byOther = `sslrootcert=${encodeURIComponent(join(folder.path, "other.pem"))}`;
    for (const query of ["sslmode=verify-full", `sslmode=verify-ca&${byOther}`, `sslmode=require&${byOther}`])
      expect(await opened(query), query).toMatch(/refuses us: .*certificate.*; name the certificate .*sslrootcert=/);
    expect(await opened("sslmode=verify-full&sslrootcert=/nowhere/ca.pem")).toMatch(
      /The file \/nowhere\/ca.pem, which sslrootcert names .* can't be read \(ENOENT\)/,
    );
    expect(await opened("sslmode=require&schema=public")).toMatch(/"schema"; take the parameter .* out of the query/);
  });

  test("migrations, queries, LISTEN and the election all go encrypted", async () => {
    const address = at(`sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`);
    const database = await open(address);
    await migrateDatabase(database.directUrl);
    const stores = openStores(database.url, database);
    const stop = await stores.bus.listen(
      () => {},
      () => {},
    );
    const seat = await stores.electTrainer();
    expect(await stores.healthy()).toBe(true);
    const admin = openDriver(address, { max: 1 });
    const rows = await admin<{ name: string; ssl: boolean }[]>`
      select application_name as name, ssl from pg_stat_ssl join pg_stat_activity using (pid) where client_port is not null`;
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["thumbwar", "thumbwar trainer"]));
    expect(rows.length).toBeGreaterThanOrEqual(4);
    expect(rows.every(({ ssl }) => ssl)).toBe(true);
    await admin.end({ timeout: 5 });
    await seat?.release();
    await stop();
    await stores.close();
  });
});

test("what can't be meant is told before anything connects", () => {
  const problem = (query: string) => addressProblem(`postgres://arena:secret@db.example:5432/arena?${query}`);
  expect(problem("sslmode=verify-full&sslrootcert=system&options=-c%20statement_timeout%3D5s")).toBeNull();
  expect(problem("sslmode=no-verify")).toMatch(/has sslmode=no-verify. It can be disable, prefer, require/);
  expect(problem("ssl=true")).toMatch(/Write sslmode=require/);
  expect(problem("sslmode=require&channel_binding=require")).toMatch(/channel_binding=require/);
  expect(problem("sslmode=require&channel_binding=prefer")).toBeNull();
  expect(problem("sslrootcert=/ca.pem")).toMatch(/sslrootcert and no encryption/);
  expect(problem("sslmode=require&sslkey=/key.pem")).toMatch(/takes both/);
  expect(addressProblem("mysql://db/arena")).toBe("is no such address");
});
