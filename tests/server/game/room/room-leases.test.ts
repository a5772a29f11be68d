import { beforeEach, expect, test, vi } from "vitest";
import { RoomLeases, SessionElsewhere } from "../../../../server/game/room/room-leases.ts";
import { LEASE_MS, type Leases, type RoomHold } from "../../../../server/ports/leases.ts";

/** A store whose answers the tests give. */
class Table implements Leases {
  readonly owners = new Map<string, { owner: string; epoch: number }>();
  away = false;
  async take(sessionId: string, owner: string) {
    const held = this.owners.get(sessionId);
    if (held !== undefined) return { heldBy: held.owner, forMs: 1 };
    const epoch = ++this.#epoch;
    this.owners.set(sessionId, { owner, epoch });
    return { epoch };
  }
  async renew(holds: readonly RoomHold[]) {
    if (this.away) throw new Error("The database is away");
    return new Set(holds.filter((hold) => this.#isHeld(hold)).map(({ sessionId }) => sessionId));
  }
  async release(hold: RoomHold) {
    if (this.#isHeld(hold)) this.owners.delete(hold.sessionId);
  }
  async releaseOf() {
    return 0;
  }
  #epoch = 0;
  #isHeld({ sessionId, epoch }: RoomHold): boolean {
    return this.owners.get(sessionId)?.epoch === epoch;
  }
}

let now = 0;
let table: Table;
let leases: RoomLeases;
beforeEach(() => {
  now = 0;
  table = new Table();
  leases = new RoomLeases(table, "web-1", () => now, { warn() {} });
});

test("a lease is renewed for as long as the room lives, and a released one is anybody's", async () => {
  const lease = await leases.take("s", () => {});
  for (let i = 0; i < 20; i++) {
    now += 3_000;
    await leases.renew();
  }
  expect(lease).toMatchObject({ isCertain: true, isLost: false });
  await lease.release();
  expect(lease.isCertain).toBe(false);
  expect(table.owners.has("s")).toBe(false);
  expect(leases.state()).toEqual({ held: 0, uncertain: 0, lost: 0 });
});

test("a process that stood still for longer than its lease promises nothing more, though nothing has told it yet", async () => {
  const lease = await leases.take("s", () => {});
  now += LEASE_MS;
  expect(lease.isCertain).toBe(false);
  expect(leases.state()).toMatchObject({ held: 1, uncertain: 1 });
});

test("a room whose session another process has taken is told once, within a renewal", async () => {
  const lost = vi.fn();
  const lease = await leases.take("s", lost);
  table.owners.set("s", { owner: "web-2", epoch: 99 });
  await leases.renew();
  expect(lost).toHaveBeenCalledOnce();
  expect(lease).toMatchObject({ isCertain: false, isLost: true });
  await lease.release();
  expect(table.owners.get("s")?.epoch).toBe(99);
  await leases.renew();
  expect(lost).toHaveBeenCalledOnce();
  expect(leases.state()).toEqual({ held: 0, uncertain: 0, lost: 1 });
});

test("while the database is away a room keeps its session, is uncertain of it in time, and certain when it is back", async () => {
  const lost = vi.fn();
  const lease = await leases.take("s", lost);
  table.away = true;
  now += LEASE_MS - 1;
  await expect(leases.renew()).rejects.toThrow("The database is away");
  expect(lease.isCertain).toBe(true);
  now += 30_000;
  expect(lease).toMatchObject({ isCertain: false, isLost: false });
  table.away = false;
  await leases.renew();
  expect(lease.isCertain).toBe(true);
  expect(lost).not.toHaveBeenCalled();
});

test("a renewal counts from when it was sent, not from when it was answered", async () => {
  const lease = await leases.take("s", () => {});
  now += 3_000;
  const renewal = leases.renew();
  now += LEASE_MS; // the process stood still
  await renewal;
  expect(lease.isCertain).toBe(false);
});

test("a session of another process can't be taken; one that a room of this process is about to leave is waited for", async () => {
  table.owners.set("theirs", { owner: "web-2", epoch: 7 });
  await expect(leases.take("theirs", () => {})).rejects.toThrow(SessionElsewhere);
  const first = await leases.take("s", () => {});
  const second = leases.take("s", () => {});
  await first.release();
  expect((await second).epoch).toBeGreaterThan(first.epoch);
});
