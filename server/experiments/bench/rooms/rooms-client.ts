import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions, Replies } from "../../../../shared/protocol/messages.ts";
import type { SessionCreated } from "../../../../shared/protocol/sessions.ts";
import type { RoomView } from "../../../../shared/round/view.ts";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";
import { quietly } from "../../servers/network-seat.ts";
import { SeenByAll } from "./seen-by-all.ts";

/** Rooms that one process of clients plays in, all of their players. */
export interface RoomsCrowd {
  readonly url: string;
  /** Each with the address that its players come from: every room is a class of its own. */
  readonly rooms: readonly { readonly session: SessionCreated; readonly address: string }[];
  readonly players: number;
}

export type ToRoomsClient = { readonly crowd: RoomsCrowd } | { readonly votes: { rate: number; seconds: number } };
export type FromRoomsClient =
  | { readonly ready: true }
  | { readonly failed: string }
  | { readonly measured: RoomsMeasured };

/** What the clients of a process saw. Times in milliseconds. */
export interface RoomsMeasured {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** From sending a vote until every player of the room had seen it. */
  readonly seen: readonly number[];
  /** Votes that somebody in the room hadn't seen in the end. */
  readonly unseen: number;
  /** From sending a vote to its acknowledgement. */
  readonly waits: readonly number[];
  readonly processorMs: number;
}

interface Member {
  readonly room: Room<unknown, RoomView>;
  playerId: string;
  readonly hand: string[];
  dealing: boolean;
  judged: number;
  busy: boolean;
}

interface Played {
  readonly members: readonly Member[];
  watch: SeenByAll;
}

/** Pairs asked for at once; a room allows eight in hand. */
const DEAL = 4;
const TICK_MS = 5;
const JOINING_AT_ONCE = 10;
/** How long the last votes are waited for. */
const DRAIN_MS = 5_000;

const tell = (message: FromRoomsClient) => process.send?.(message);
const fail = (error: unknown) => {
  tell({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
};
const played: Played[] = [];

/** This file is a process of players of `bench rooms`: whole rooms of them, which it looks at through the eyes of everybody. */
process.on("disconnect", () => process.exit(1));
process.on("message", (message: ToRoomsClient) => {
  if ("crowd" in message) join(message.crowd).then(() => tell({ ready: true }), fail);
  else vote(message.votes).then((measured) => tell({ measured }), fail);
});

async function join({ url, rooms, players }: RoomsCrowd): Promise<void> {
  for (const { session, address } of rooms) {
    const client = new Client(url, { headers: { "x-forwarded-for": address } });
    const sit = async (who: Omit<JoinOptions, "protocol">) => {
      const options = { protocol: PROTOCOL_VERSION, ...who };
      const room: Room<unknown, RoomView> = await client.joinById(session.code, options);
      room.reconnection.enabled = false;
      room.onLeave((code) => fail(new Error(`a connection was lost (code ${code})`)));
      const welcome = new Promise<{ playerId: string }>((resolve) => room.onMessage("welcome", resolve));
      quietly(room);
      const { playerId } = await welcome;
      return { room, playerId, hand: [], dealing: false, judged: 0, busy: false } satisfies Member;
    };
    const host = await sit({ hostToken: session.hostToken });
    const members: Member[] = [];
    for (let at = 0; at < players; at += JOINING_AT_ONCE) {
      const some = Array.from({ length: Math.min(JOINING_AT_ONCE, players - at) }, (_, i) => i + at);
      members.push(...(await Promise.all(some.map((i) => sit({ nickname: `Player ${i}` })))));
    }
    const one: Played = { members, watch: new SeenByAll(members.length) };
    for (const [i, { room }] of members.entries())
      room.onStateChange((state) => {
        if (one.watch.waiting > 0) one.watch.looked(i, (id) => state.players.get(id)?.judged, performance.now());
      });
    played.push(one);
    const started: Replies["host"] = await host.room.request("host", { command: "start" });
    if (!started.ok) throw new Error(`a game could not be started: ${started.error}`);
    while (host.room.state.phase !== "rapid") await sleep(TICK_MS);
  }
}

async function deal(member: Member): Promise<void> {
  if (member.dealing || member.hand.length > DEAL) return;
  member.dealing = true;
  const dealt: Replies["deal"] = await member.room.request("deal", { count: DEAL });
  if (dealt.ok) member.hand.push(...dealt.pairs.map(({ id }) => id));
  member.dealing = false;
}

async function vote({ rate, seconds }: { rate: number; seconds: number }): Promise<RoomsMeasured> {
  const everybody = played.flatMap((one) => one.members.map((member) => ({ one, member })));
  for (const one of played) one.watch = new SeenByAll(one.members.length);
  for (let at = 0; at < everybody.length; at += 100)
    await Promise.all(everybody.slice(at, at + 100).map(({ member }) => deal(member)));
  const waits: number[] = [];
  let [sent, refused, turn] = [0, 0, 0];

  async function cast({ one, member }: (typeof everybody)[number], pairId: string): Promise<void> {
    const sentAt = performance.now();
    member.busy = true;
    one.watch.sent(member.playerId, member.judged + 1, sentAt);
    const ballot = { pairId, verdict: sent % 2 === 0 ? "a" : "b", decisionMs: 1_000 };
    const reply: Replies["vote"] = await member.room.request("vote", ballot);
    member.busy = false;
    if (reply.ok) {
      waits.push(performance.now() - sentAt);
      member.judged += 1;
    } else {
      refused += 1;
      one.watch.refused(member.playerId);
    }
    await deal(member);
  }

  const before = process.cpuUsage();
  const began = performance.now();
  // Votes go off at the times that the rate asks for, so that a slow server is not spared.
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - began) {
    const due = Math.floor((elapsed * rate) / 1000);
    for (let tried = 0; sent < due && tried < everybody.length; tried++, turn = (turn + 1) % everybody.length) {
      const { member } = everybody[turn]!;
      const pairId = member.busy ? undefined : member.hand.shift();
      if (pairId === undefined) continue;
      sent += 1;
      cast(everybody[turn]!, pairId).catch(fail);
    }
    await sleep(TICK_MS);
  }
  const { user, system } = process.cpuUsage(before);
  const unseen = () => played.reduce((sum, { watch }) => sum + watch.waiting, 0);
  for (let left = DRAIN_MS; left > 0 && (unseen() > 0 || waits.length + refused < sent); left -= 50) await sleep(50);
  const seen = played.flatMap(({ watch }) => watch.times);
  const processorMs = (user + system) / 1000;
  return { sent, acknowledged: waits.length, refused, seen, unseen: unseen(), waits, processorMs };
}
