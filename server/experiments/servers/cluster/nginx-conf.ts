import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The configuration that `deploy/` ships. */
export const NGINX_CONF = fileURLToPath(new URL("../../../../deploy/nginx.conf", import.meta.url));

export interface ProxiedNode {
  readonly name: string;
  /** As in 127.0.0.1:2568. */
  readonly address: string;
}

/** What lies between the marks, the marks included: which process goes by which name. */
const NODES = /# nodes:.*?# end of nodes\n/s;
const LISTEN = "listen 8080;";

/** Folders of nginx's own, which would lie where only root may write. */
const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `  ${name}_temp_path ${name};\n`);

/**
 * The shipped configuration for other nodes and another port.
 *
 * @param listen as in 127.0.0.1:8080
 * @throws Error when the file has lost the marks by which this is done
 */
export function nginxConf(
  listen: string,
  nodes: readonly ProxiedNode[],
  shipped = readFileSync(NGINX_CONF, "utf8"),
): string {
  if (!NODES.test(shipped) || shipped.split(LISTEN).length !== 2)
    throw new Error(`deploy/nginx.conf has no "# nodes:" ... "# end of nodes", or not one "${LISTEN}"`);
  const upstream = (name: string, servers: readonly string[]) => `  upstream ${name} {\n${servers.join("")}  }\n`;
  const servers = nodes.map(({ address }) => `    server ${address} max_fails=1 fail_timeout=3s;\n`);
  const upstreams = [
    upstream("webs", servers),
    upstream("viewers", ["    hash $remote_addr consistent;\n", ...servers]),
    ...nodes.map(({ name, address }) => upstream(name, [`    server ${address} max_fails=0;\n`])),
  ];
  return shipped.replace(NODES, [...upstreams, ...TEMPORARY].join("").trimStart()).replace(LISTEN, `listen ${listen};`);
}
