import type { MethodName } from "../../shared/protocol/training-methods.ts";
import type { MethodContext, OpenMethod } from "./method.ts";
import type { Methods } from "./registry.ts";

/** The method that moves a policy at present; another one can take its place between iterations. */
export interface ExchangeableMethod extends OpenMethod {
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
  return {
    async use(name) {
      const next = open(name);
      if (next === current) return;
      await next.restore(current.state());
      current = next;
    },
    get batch() {
      return current.batch;
    },
    warmUp: () => current.warmUp(),
    iterate: () => current.iterate(),
    state: () => current.state(),
    restore: (state) => current.restore(state),
    async dispose() {
      for (const method of opened.values()) await method.dispose();
    },
  };
}
