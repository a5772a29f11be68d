import type postgres from "postgres";
import type { Bus } from "../../ports/arena.ts";
import { CHANNEL, notify, readEvent } from "./bus-events.ts";
import type { Db } from "./connect.ts";

/**
 * Events over LISTEN/NOTIFY. The driver keeps one connection for listening and reconnects it by itself; what was sent
 * meanwhile is lost, which is why `onReady` runs after every reconnection.
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
