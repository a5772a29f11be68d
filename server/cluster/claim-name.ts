import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterConfig } from "../cluster-config.ts";
import { ConfigError } from "../config.ts";
import type { NodeClaim, NodeRefusal, Stores } from "../ports/stores.ts";
import { type StoreLog, untilAvailable } from "../store/postgres/until-available.ts";

/** A process that was killed a moment ago may still count as there. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 100;

const reasons = (name: string, shared: boolean): Readonly<Record<NodeRefusal, string>> => ({
  name: `Another web process of the name ${JSON.stringify(name)} runs on this database. Stop it, or give this one a name of its own with NODE_NAME${shared ? "" : ", and both the same REDIS_URL"}.`,
  others: shared
    ? "A web process without REDIS_URL runs on this database. Stop it, or start it with the same REDIS_URL as this one."
    : "Other web processes run on this database. Stop them, or set REDIS_URL, the same for all of them, and a NODE_NAME for each.",
});

/**
 * Takes this process's name on its database, and takes it again when the connection on which it has it was lost.
 * @throws ConfigError when another process has the name, or when there are others and no Redis; the signal's reason once that is aborted
 */
export async function claimName(
  stores: Pick<Stores, "claimNode">,
  { nodeName: name, redisUrl }: ClusterConfig,
  log: StoreLog,
  signal: AbortSignal,
): Promise<Pick<NodeClaim, "release">> {
  const node = { name, alone: redisUrl === null };
  const patience = { log, signal };
  const deadline = performance.now() + PATIENCE_MS;
  let claim = await untilAvailable(() => stores.claimNode(node), patience);
  while (typeof claim === "string") {
    if (performance.now() > deadline) throw new ConfigError(reasons(name, !node.alone)[claim]);
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
    claim = await untilAvailable(() => stores.claimNode(node), patience);
  }
  const released = new AbortController();
  void keep(claim);
  return {
    async release() {
      released.abort();
      if (typeof claim !== "string") await claim.release();
    },
  };

  /** Games go on without the name: what a room may store, its lease says. */
  async function keep(held: NodeClaim): Promise<void> {
    await held.lost;
    let told = false;
    while (!released.signal.aborted) {
      claim = await stores.claimNode(node).catch(() => "name" as const);
      if (typeof claim !== "string") return keep(claim);
      if (!told) log.warn(`The connection that holds the name ${name} was lost, and it can't be had back yet`);
      told = true;
      await sleep(LOOK_AGAIN_MS * 10, undefined, { signal: released.signal }).catch(() => {});
    }
  }
}
