import { createHash } from "node:crypto";
import { type MatchMakerDriver, matchMaker, type Presence } from "@colyseus/core";
import { RedisPresence } from "@colyseus/redis-presence";
import type { Redis } from "ioredis";
import { ConfigError } from "../config.ts";
import type { FaultLog } from "../limited-log.ts";
import type { RedisConnections } from "./redis.ts";
import { RoomListings } from "./room-listings.ts";

/** How often each process looks whether its rooms are listed. */
const RELIST_MS = 3_000;
/** A room of another process is looked for this long; whoever joins asks again. */
const LOOK_WITHIN_MS = 2_500;
/** Whose Redis it is, and which process each node is. */
const INSTALLATION_KEY = "thumbwar:installation";
const NODES_KEY = "thumbwar:nodes";
/** Colyseus' hash of processes. */
const PROCESSES_KEY = "roomcount";

/** How the rooms of this process are found by the others, and theirs by this one. */
export interface ColyseusCluster {
  readonly driver: MatchMakerDriver;
  readonly presence: Presence;
  /** Where proxies find this process: its node's name. Routes make an address of it. */
  readonly publicAddress: string;
  /** New rooms are created where they are asked for: the proxy in front spreads who asks. */
  readonly selectProcessIdToCreateRoom: () => Promise<string>;
  /** Takes over from the process of this name that ran before. To be called once Colyseus knows this process's id, before it accepts rooms. */
  join(): Promise<void>;
  close(): void;
}

/**
 * Puts Colyseus' matchmaking on Redis.
 * @param secret the installation's: one Redis serves one installation
 * @throws ConfigError when another installation uses this Redis
 */
export async function openCluster(
  redis: RedisConnections,
  nodeName: string,
  secret: string,
  log: FaultLog,
): Promise<ColyseusCluster> {
  const shared = redis.connect(LOOK_WITHIN_MS);
  const onFault = (error: unknown) =>
    log.warn({ err: error }, "A room's listing could not be written; it is written later");
  await assertOwn(shared, secret);
  const driver = new RoomListings(shared, onFault);
  const relisting = setInterval(() => void driver.relist().catch(onFault), RELIST_MS);
  const presence = new ClusterPresence(redis.connect(LOOK_WITHIN_MS));
  return {
    driver,
    presence,
    publicAddress: nodeName,
    selectProcessIdToCreateRoom: async () => matchMaker.processId,
    async join() {
      await matchMaker.onReady;
      const before = await shared.hget(NODES_KEY, nodeName);
      if (before !== null) {
        await driver.cleanup(before);
        await shared.hdel(PROCESSES_KEY, before);
      }
      await shared.hset(NODES_KEY, nodeName, matchMaker.processId);
    },
    close() {
      clearInterval(relisting);
      presence.shutdown();
    },
  };
}

/** Colyseus' messages between processes. */
class ClusterPresence extends RedisPresence {
  constructor(redis: Redis) {
    super(redis);
    // Whoever waits for an answer subscribes first, and waits without end where that fails: so it waits until Redis is back.
    this.sub.options = { ...this.sub.options, commandTimeout: undefined };
  }

  /** Colyseus asks Redis to end its connections, and one that is away never does. */
  override shutdown(): void {
    this.sub.disconnect();
    this.pub.disconnect();
  }

  /** A process that stops takes itself off the list of processes, and then closes its rooms, whether or not Redis is there. */
  override async hdel(key: string, field: string): Promise<boolean> {
    return super.hdel(key, field).catch(() => false);
  }
}

async function assertOwn(redis: Redis, secret: string): Promise<void> {
  const own = createHash("sha256").update(secret).digest("hex").slice(0, 16);
  await redis.setnx(INSTALLATION_KEY, own);
  if ((await redis.get(INSTALLATION_KEY)) === own) return;
  throw new ConfigError(
    "Another installation of Thumbwar uses this Redis, and their rooms would get mixed up. Give each a Redis of its own in REDIS_URL, or empty this one (FLUSHALL) if that installation is gone",
  );
}
