import { type IRoomCache, matchMaker } from "@colyseus/core";
import { RedisDriver } from "@colyseus/redis-driver";
import type { Redis } from "ioredis";

/** Colyseus' hash of rooms: by code, which process runs the room and where that is. */
const KEY = "roomcaches";

/**
 * Writes a listing unless it is another process's. Whoever took a session over is its owner, and a process that was only stalled must
 * not put its own listing back, nor take the new one away.
 * KEYS: the hash. ARGV: code, process id, the listing in JSON or "" to remove it.
 */
const WRITE_OWN = `
local listed = redis.call("HGET", KEYS[1], ARGV[1])
if listed and cjson.decode(listed).processId ~= ARGV[2] then return 0 end
if ARGV[3] == "" then return redis.call("HDEL", KEYS[1], ARGV[1]) end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
return 1`;

type Changes = Parameters<RedisDriver["update"]>[1];

/**
 * Where the rooms of all processes are listed. A room has its session's lease before it is listed, so the newest listing is right and
 * takes the place of one that a dead process left. Rooms of this process are found without asking Redis, and while it is away their
 * listings wait: `relist` writes what is missing.
 */
export class RoomListings extends RedisDriver {
  readonly #redis: Redis;
  /** Of the rooms that run in this process, by code. */
  readonly #own = new Map<string, IRoomCache>();
  readonly #onFault: (error: unknown) => void;

  constructor(redis: Redis, onFault: (error: unknown) => void) {
    super(redis);
    this.#redis = redis;
    this.#onFault = onFault;
  }

  /** The connection is closed where it was opened. */
  override async shutdown(): Promise<void> {}

  /** A process that stops goes on, whether or not Redis is there. */
  override async cleanup(processId: string): Promise<void> {
    await super.cleanup(processId).catch(this.#onFault);
  }

  async insert(room: IRoomCache): Promise<boolean> {
    this.#own.set(room.roomId, room);
    await this.#redis.hset(KEY, room.roomId, JSON.stringify(room)).catch(this.#onFault);
    return true;
  }

  override async persist(room: IRoomCache): Promise<boolean> {
    if (!room.roomId) return false;
    return this.#write(room.roomId, room.processId, JSON.stringify(room));
  }

  override async update(room: IRoomCache, { $set = {}, $inc = {} }: Changes): Promise<boolean> {
    Object.assign(room, $set);
    if ($inc.clients !== undefined) room.clients += $inc.clients;
    void this.persist(room); // a join doesn't wait for it
    return true;
  }

  override remove(code: string): Promise<boolean> {
    if (!code) return Promise.resolve(false); // a room that was never listed
    this.#own.delete(code);
    return this.#write(code, matchMaker.processId, "");
  }

  override findOne(...[conditions, sorting]: Parameters<RedisDriver["findOne"]>): Promise<IRoomCache> {
    const own = this.#own.get(conditions.roomId ?? "");
    return own === undefined ? super.findOne(conditions, sorting) : Promise.resolve(own);
  }

  /** Lists the rooms of this process that aren't listed: Redis was away or flushed, or others took this process for dead. */
  async relist(): Promise<void> {
    const listed = await this.findByIds([...this.#own.keys()]);
    await Promise.all([...this.#own].flatMap(([code, room]) => (listed.has(code) ? [] : [this.persist(room)])));
  }

  async #write(code: string, processId: string, listing: string): Promise<boolean> {
    try {
      return (await this.#redis.eval(WRITE_OWN, 1, KEY, code, processId, listing)) === 1;
    } catch (error) {
      this.#onFault(error);
      return false;
    }
  }
}
