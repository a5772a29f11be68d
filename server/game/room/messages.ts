import { type Client, CloseCode } from "@colyseus/core";
import type { z } from "zod";
import {
  dealSchema,
  type HostMessage,
  hostSchema,
  pickSchema,
  predictSchema,
  type Reply,
  rankSchema,
  reportSchema,
  voteSchema,
  writeSchema,
} from "../../../shared/protocol/messages.ts";
import type { Seat } from "../seats/admit.ts";
import type { Reception } from "../seats/reception.ts";
import type { Hands } from "./hands.ts";
import type { LiveGame } from "./live-game.ts";
import { deal, pick, predict, rank, refuse, report, vote, write } from "./requests.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Whoever sends: nothing but their seat matters. */
type Sender = Pick<Client<{ userData: Seat }>, "userData" | "leave">;

/** What of a room its messages work on. A room is there before its game, so the parts are asked for at each message. */
export interface Addressed {
  readonly game: () => LiveGame;
  readonly reception: () => Pick<Reception, "mayVote">;
  readonly hands: Hands;
  readonly times: Stopwatch;
  command(message: HostMessage): Promise<Reply>;
  reported(): Promise<void>;
  failed(error: unknown): void;
}

/** What a client may send and how it is answered: read, asked of the game on behalf of its sender's seat, and refused in a word where it may not be. */
export function roomMessages(room: Addressed) {
  const asPlayer =
    <M, R extends Reply>(schema: z.ZodType<M>, handle: (playerId: string, message: M) => Promise<R>) =>
    (sender: Sender, payload: unknown): Promise<R | Reply> =>
      answer(schema, payload, async (message): Promise<R | Reply> => {
        const { userData: seat } = sender;
        return seat?.role === "player" ? handle(seat.playerId, message) : refuse("not_a_player");
      });

  /** A ballot that comes too soon after others is refused before anything is stored. */
  const paced =
    <M, R extends Reply>(handle: (playerId: string, message: M) => Promise<R>) =>
    async (playerId: string, message: M): Promise<R | Reply> =>
      room.reception().mayVote(playerId) ? handle(playerId, message) : refuse("too_fast");

  async function answer<M, R extends Reply>(
    schema: z.ZodType<M>,
    payload: unknown,
    handle: (message: M) => Promise<R>,
  ): Promise<R | Reply> {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return refuse("bad_message");
    try {
      return await handle(parsed.data);
    } catch (error) {
      room.failed(error);
      return refuse("unavailable");
    }
  }

  return {
    vote: asPlayer(
      voteSchema,
      paced((id, message) => vote(room.game(), room.hands, room.times, id, message)),
    ),
    predict: asPlayer(predictSchema, (id, message) => predict(room.game(), id, message)),
    rank: asPlayer(
      rankSchema,
      paced((id, message) => rank(room.game(), room.times, id, message)),
    ),
    pick: asPlayer(pickSchema, (id, message) => pick(room.game(), id, message)),
    write: asPlayer(writeSchema, (id, message) => write(room.game(), id, message)),
    report: asPlayer(reportSchema, async (id, message) => {
      const reply = await report(room.game(), id, message);
      await room.reported();
      return reply;
    }),
    deal: asPlayer(dealSchema, (id, message) => deal(room.game(), room.hands, room.times, id, message)),
    host: (sender: Sender, payload: unknown) =>
      answer(hostSchema, payload, async (message) =>
        sender.userData?.role === "host" ? room.command(message) : refuse("host_only"),
      ),
    // Without it Colyseus puts the type into the reason of the closing, and `ws` throws where that is longer than 123 bytes.
    "*": (sender: Sender) => sender.leave(CloseCode.WITH_ERROR),
  };
}
