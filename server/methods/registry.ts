import type { MethodName } from "../../shared/protocol/training-methods.ts";
import type { Method, MethodContext, OpenMethod } from "./method.ts";
import { ADOPTED_DPO, ONLINE_DPO, onlineDpo } from "./online-dpo/online-dpo.ts";
import { ADOPTED_PPO, PPO, ppo } from "./ppo/ppo.ts";
import { ADOPTED_RLOO, RLOO, rloo } from "./rloo/rloo.ts";

/** Everything that can improve a policy from its reward, one of each name. */
export type Methods = Readonly<Record<MethodName, Method>>;

/** With the settings for the pocket model, all of whose weights move. */
export const METHODS: Methods = { ppo: ppo(PPO), dpo: onlineDpo(ONLINE_DPO), rloo: rloo(RLOO) };

/** With the settings for an adapter to a model of the user's own. */
export const ADOPTED_METHODS: Methods = {
  ppo: ppo(ADOPTED_PPO),
  dpo: onlineDpo(ADOPTED_DPO),
  rloo: rloo(ADOPTED_RLOO),
};

/** The method that moves a policy at present; another one can take its place between iterations. */
export interface ExchangeableMethod extends OpenMethod {
  readonly name: MethodName;
  /** The policy goes on from where it is. */
  use(name: MethodName): Promise<void>;
}

/** Methods are opened on first use and kept open, so that compiled graphs serve again. */
export function exchangeableMethod(context: MethodContext, methods: Methods, first: MethodName): ExchangeableMethod {
  const opened = new Map<MethodName, OpenMethod>();
  const open = (name: MethodName): OpenMethod => {
    const method = opened.get(name) ?? methods[name].open(context);
    opened.set(name, method);
    return method;
  };
  let current = open(first);
  let present = first;
  return {
    get name() {
      return present;
    },
    async use(name) {
      const next = open(name);
      present = name;
      if (next === current) return;
      await next.restore(current.state());
      current = next;
    },
    get batch() {
      return current.batch;
    },
    warmUp: () => current.warmUp(),
    rollAhead: async () => current.rollAhead?.(),
    iterate: () => current.iterate(),
    state: () => current.state(),
    restore: (state) => current.restore(state),
    async dispose() {
      for (const method of opened.values()) await method.dispose();
    },
  };
}
