import { createHash } from "node:crypto";
import { type MatchMakerDriver, matchMaker, type Presence } from "@colyseus/core";
import { RedisPresence } from "@colyseus/redis-presence";
import type { Redis } from "ioredis";
import { ConfigError } from "../config.ts";
import type { FaultLog } from "../limited-log.ts";
import type { RedisConnections } from "./redis.ts";
import { RoomListings } from "./room-listings.ts";

/** How often each process looks whether it and its rooms are listed. */
const RELIST_MS = 3_000;
/** A room of another process is looked for this long; whoever joins asks again. */
const LOOK_WITHIN_MS = 2_500;
/** Whose Redis it is, and which process each node is. */
const INSTALLATION_KEY = "thumbwar:installation";
const NODES_KEY = "thumbwar:nodes";
/** Names of nodes that take no new rooms, since they are about to stop. */
const LEAVING_KEY = "thumbwar:leaving";
/** Colyseus' hash of processes. */
const PROCESSES_KEY = "roomcount";

/** How the rooms of this process are found by the others, and theirs by this one. */
export interface ColyseusCluster {
  readonly driver: MatchMakerDriver;
  readonly presence: Presence;
  /** Where proxies find this process: its node's name. Routes make an address of it. */
  readonly publicAddress: string;
  /** New rooms are created where they are asked for: the proxy in front spreads who asks. A process that leaves asks another. */
  readonly selectProcessIdToCreateRoom: () => Promise<string>;
  /** Takes over from the process of this name that ran before. To be called once Colyseus knows this process's id, before it accepts rooms. */
  join(): Promise<void>;
  /** Ids of the other processes that take new rooms. */
  others(): Promise<readonly string[]>;
  /** From now on rooms that are asked for here are created in others. */
  leave(): Promise<void>;
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
  const own = createHash("sha256").update(secret).digest("hex").slice(0, 16);
  await assertOwn(shared, own);
  const driver = new RoomListings(shared, onFault);
  let joined = false;
  let leaving = false;
  /** Puts back what a Redis that came back empty lacks: whose it is, which processes there are, and their rooms. */
  async function relist(): Promise<void> {
    await shared.setnx(INSTALLATION_KEY, own);
    if (joined) await shared.hsetnx(NODES_KEY, nodeName, matchMaker.processId);
    if (leaving) await shared.sadd(LEAVING_KEY, nodeName);
    await driver.relist();
  }
  const relisting = setInterval(() => void relist().catch(onFault), RELIST_MS);
  const presence = new ClusterPresence(redis.connect(LOOK_WITHIN_MS));
  async function others(): Promise<readonly string[]> {
    const [nodes, going] = await Promise.all([shared.hgetall(NODES_KEY), shared.smembers(LEAVING_KEY)]);
    const staying = Object.entries(nodes).filter(([name]) => name !== nodeName && !going.includes(name));
    const answers = staying.map(async ([, id]) => ((await matchMaker.healthCheckProcessId(id)) ? [id] : []));
    return (await Promise.all(answers)).flat();
  }
  return {
    driver,
    others,
    presence,
    publicAddress: nodeName,
    async selectProcessIdToCreateRoom() {
      const there = leaving ? await others() : [];
      return there[Math.floor(Math.random() * there.length)] ?? matchMaker.processId;
    },
    async leave() {
      leaving = true;
      await shared.sadd(LEAVING_KEY, nodeName);
    },
    async join() {
      await matchMaker.onReady;
      const before = await shared.hget(NODES_KEY, nodeName);
      if (before !== null) {
        await driver.cleanup(before);
        await shared.hdel(PROCESSES_KEY, before);
      }
      await shared.hset(NODES_KEY, nodeName, matchMaker.processId);
      await shared.srem(LEAVING_KEY, nodeName);
      joined = true;
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

async function assertOwn(redis: Redis, own: string): Promise<void> {
  await redis.setnx(INSTALLATION_KEY, own);
  if ((await redis.get(INSTALLATION_KEY)) === own) return;
  throw new ConfigError(
    "Another installation of Thumbwar uses this Redis, and their rooms would get mixed up. Give each a Redis of its own in REDIS_URL, or empty this one (FLUSHALL) if that installation is gone",
  );
}
