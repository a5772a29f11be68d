import { hostname } from "node:os";
import { z } from "zod";

/** How several web processes share the games; with `redisUrl` null there is one. */
export interface ClusterConfig {
  /** The Redis that all web processes share, by which they find each other's rooms. */
  readonly redisUrl: string | null;
  /** This process's name among them, as it stands in the addresses of its rooms. */
  readonly nodeName: string;
}

const LONGEST_NAME = 40;

/** Names stand in addresses, `/p/NAME/...`, and in the names of nginx's upstreams. */
export const isNodeName = (name: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= LONGEST_NAME;

/** The machine's own name where nothing else is said: two processes on one machine need a name each. */
export function nodeNameOf(machine: string): string {
  const name = machine
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, "");
  return name === "" ? "web" : name;
}

/** A typed address of a Redis: `redis://` or, encrypted, `rediss://`; its path is the number of a database. */
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && /^(?:\/\d{0,4})?$/.test(url.pathname)
  );
}

export const clusterVariables = {
  REDIS_URL: {
    schema: z.string().refine(isRedisUrl).optional(),
    expected: "an address like redis://host:6379 or rediss://user:password@host:6380/0",
  },
  NODE_NAME: {
    schema: z.string().refine(isNodeName).optional(),
    expected: `a name of small letters, digits and hyphens between them, at most ${LONGEST_NAME}, like web-1`,
  },
} as const;

/** Variables of this part that may hold a password. */
export const CLUSTER_SECRETS = ["REDIS_URL"] as const satisfies readonly (keyof typeof clusterVariables)[];

export function clusterConfig(redisUrl: string | undefined, nodeName: string | undefined): ClusterConfig {
  return { redisUrl: redisUrl ?? null, nodeName: nodeName ?? nodeNameOf(hostname()) };
}
