import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { z } from "zod";
import { TRAINER_STATES } from "../../../shared/round/trainer-states.ts";
import { type Bus, type BusEvent, MAIN_ARENA } from "../../ports/arena.ts";
import type { Db } from "./connect.ts";

export const CHANNEL = "thumbwar";

const version = z.number().int();
/** A process of before there were several arenas names none. */
const arenaId = z.number().int().default(MAIN_ARENA);
const kinds = [
  z.object({ type: z.literal("round_closed"), roundId: z.string() }),
  z.object({ type: z.literal("rated") }),
  z.object({ type: z.literal("policy_promoted"), version }),
  z.object({ type: z.literal("policy_rejected"), version }),
  z.object({ type: z.literal("policy_rolled_back"), version }),
  z.object({ type: z.literal("training_step"), stepId: z.number().int() }),
  z.object({ type: z.literal("ai_judged") }),
  z.object({ type: z.literal("contestants") }),
  z.object({ type: z.literal("training_settings") }),
  z.object({ type: z.literal("exhibit_asked") }),
  z.object({ type: z.literal("exhibit_changed"), sessionId: z.string().nullable() }),
  z.object({ type: z.literal("training_job") }),
  z.object({ type: z.literal("trainer_state"), state: z.enum(TRAINER_STATES) }),
] as const;
const busEventSchema = z.discriminatedUnion("type", kinds).and(z.object({ arenaId }));

/** Notifies every listening process; inside a transaction the event leaves with the commit, and not at all after a rollback. */
export async function notify(db: Pick<Db, "execute">, event: BusEvent): Promise<void> {
  await db.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify(event)})`);
}

/** An event as received; null when another program, or another version of this one, sent something else. */
function readEvent(payload: string): BusEvent | null {
  try {
    return busEventSchema.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

/**
 * Events over LISTEN/NOTIFY. The driver keeps one connection for listening and reconnects it by itself; what was sent
 * meanwhile is lost, which is why `onReady` runs after every reconnection.
 * @param client whose connections have sessions of their own
 */
export function createPostgresBus(db: Db, client: postgres.Sql): Bus {
  return {
    publish: (event) => notify(db, event),
    async listen(onEvent, onReady) {
      let stopped = false;
      const deliver = (payload: string) => {
        const event = stopped ? null : readEvent(payload);
        if (event !== null) onEvent(event);
      };
      const ready = () => {
        if (!stopped) onReady();
      };
      try {
        const { unlisten } = await client.listen(CHANNEL, deliver, ready);
        return async () => {
          stopped = true;
          await unlisten();
        };
      } catch (error) {
        stopped = true; // the driver goes on trying behind our back; its caller has been told that it failed
        throw error;
      }
    },
  };
}
