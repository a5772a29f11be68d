import type { Stores } from "../../ports/stores.ts";
import { type Patience, untilAvailable } from "./until-available.ts";

/**
 * The same stores, but what a process asks once, while it opens, waits for a database that is away: a process that ended
 * instead would only have to be started again. What players ask for later is answered as before.
 */
export function patientStores(stores: Stores, patience: Patience): Stores {
  const { bus, installation, sessions } = stores;
  return {
    ...stores,
    installation: { ...installation, secret: () => untilAvailable(() => installation.secret(), patience) },
    bus: { ...bus, listen: (onEvent, onReady) => untilAvailable(() => bus.listen(onEvent, onReady), patience) },
    sessions: { ...sessions, dropIn: (settings) => untilAvailable(() => sessions.dropIn(settings), patience) },
  };
}
