import { Redis } from "ioredis";
import { ConfigError } from "../config.ts";
import { messageOf, type StoreLog, untilAvailable } from "../store/postgres/until-available.ts";

/** At most half a second between attempts to reconnect: players wait for their rooms to be found again. */
const reconnectMs = (attempts: number): number => Math.min(50 * attempts, 500);

export interface RedisConnections {
  /**
   * A connection of its own, which comes back by itself. What is asked while Redis is away is asked once it is back; with `patienceMs` the
   * asker is told after that time that there was no answer.
   */
  connect(patienceMs?: number): Redis;
  /** Whether all connections are open. */
  isWell(): boolean;
  /** Ends every connection. */
  close(): void;
}

/**
 * Waits for the Redis that the web processes share, for as long as it is away. All its connections are opened and closed here.
 * @throws ConfigError when waiting can't help: a wrong password, or no Redis at that address; the signal's reason once that is aborted
 */
export async function openRedis(url: string, log: StoreLog, signal: AbortSignal): Promise<RedisConnections> {
  const place = `Redis at ${placeOf(url)}`;
  const advice = () => "start it, or correct REDIS_URL";
  await untilAvailable(() => probe(url, place), { log, signal, place, advice });
  const opened: Redis[] = [];
  let away = false;
  const tell = (error: unknown) => {
    if (!away)
      log.warn(
        `${place} can't be reached (${messageOf(error)}); running games go on, and rooms of other processes can't be joined`,
      );
    away = true;
  };
  const isWell = () => opened.every(({ status }) => status === "ready");
  return {
    isWell,
    connect(patienceMs) {
      const redis = new Redis(url, {
        retryStrategy: reconnectMs,
        maxRetriesPerRequest: null,
        ...(patienceMs === undefined ? {} : { commandTimeout: patienceMs }),
      });
      redis.on("error", tell);
      redis.on("reconnecting", () => tell(new Error("the connection was closed")));
      redis.on("ready", () => {
        if (away && isWell()) {
          away = false;
          log.info(`${place} answers again`);
        }
      });
      opened.push(redis);
      return redis;
    },
    close() {
      for (const redis of opened) redis.disconnect();
    },
  };
}

/** Asks once, on a connection of its own. */
async function probe(url: string, place: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
  });
  let reason: unknown = null;
  redis.on("error", (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    // A number that is out of range is an error that the driver keeps to itself.
    await redis.select(redis.options.db ?? 0);
  } catch (error) {
    throw explained(reason ?? error, place);
  } finally {
    redis.disconnect();
  }
}

/** An error that says what to do; one that passes keeps its code, and is waited out. */
function explained(error: unknown, place: string): unknown {
  const message = messageOf(error);
  if (/NOAUTH|WRONGPASS|ERR AUTH|invalid password|without any password/i.test(message))
    return new ConfigError(
      `${place} wants another password (${message}). Put it into REDIS_URL, as in redis://:PASSWORD@host:6379`,
    );
  if (/protocol error/i.test(message))
    return new ConfigError(`What answers in the place of ${place} is no Redis (${message}). Correct REDIS_URL`);
  if (/DB index|invalid DB/i.test(message))
    return new ConfigError(`${place} has no such database (${message}). Correct the number at the end of REDIS_URL`);
  return error;
}

/** Host, port and database: a URL without its secrets. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
