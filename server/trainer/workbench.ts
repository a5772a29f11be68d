import type { MethodName } from "../../shared/protocol/training-methods.ts";
import type { MethodState } from "../methods/method.ts";
import type { ExchangeableMethod } from "../methods/registry.ts";
import type { ArenaId } from "../ports/arena.ts";
import { newMemory } from "./learner.ts";
import type { Learner, LearnerMemory } from "./learner-contract.ts";

/** A learner with the method that moves its policy, on which the lines of several arenas work in turn. */
export interface Workbench {
  /** Puts learner and method where an arena's line left them, or at the start; nothing happens where it is at work already. */
  enter(arenaId: ArenaId): Promise<void>;
  /** Clears away what an arena's line left: whoever enters it next begins at the start. */
  forget(arenaId: ArenaId): void;
}

/** Where a line left learner and method. */
interface Place {
  readonly memory: LearnerMemory;
  readonly method: MethodName;
  readonly state: MethodState;
}

/** The starting model lies on the workbench: graphs are compiled once, and to change the arena takes a moment. */
export function openWorkbench(
  learner: Pick<Learner, "memory" | "recall">,
  method: Pick<ExchangeableMethod, "name" | "use" | "state" | "restore">,
): Workbench {
  const start = { method: method.name, state: method.state() };
  const left = new Map<ArenaId, Place>();
  let present: ArenaId | null = null;

  return {
    async enter(arenaId) {
      if (arenaId === present) return;
      if (present !== null) left.set(present, { memory: learner.memory(), method: method.name, state: method.state() });
      present = null; // a change that fails leaves nobody's work on it
      const place = left.get(arenaId) ?? { memory: newMemory(), ...start };
      learner.recall(place.memory);
      await method.use(place.method);
      await method.restore(place.state);
      left.delete(arenaId);
      present = arenaId;
    },
    forget(arenaId) {
      left.delete(arenaId);
      if (present === arenaId) present = null;
    },
  };
}
