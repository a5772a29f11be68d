import type { Compiled, Engine } from "../../server/ml/engine/engine.ts";

/** An engine that counts the compiled functions that are open: at present, and at most so far. Ones that share a session count as one. */
export function countedEngine(engine: Engine): Engine & { readonly open: number; readonly most: number } {
  let open = 0;
  let most = 0;
  const add = (by: number) => {
    open += by;
    most = Math.max(most, open);
  };
  function counted(compiled: Compiled, users: { count: number }): Compiled {
    users.count++;
    return {
      run: (inputs, into) => compiled.run(inputs, into),
      withConstants: async (constants) => counted(await compiled.withConstants(constants), users),
      async dispose() {
        await compiled.dispose();
        if (--users.count === 0) add(-1);
      },
    };
  }
  return {
    name: engine.name,
    reason: engine.reason,
    device: engine.device,
    createState: (specs, initial) => engine.createState(specs, initial),
    async compile(fn, inputs, options) {
      const compiled = await engine.compile(fn, inputs, options);
      add(1);
      return counted(compiled, { count: 0 });
    },
    async compileStep(fn, state, inputs, options) {
      const compiled = await engine.compileStep(fn, state, inputs, options);
      add(1);
      return {
        run: (present, given) => compiled.run(present, given),
        async dispose() {
          await compiled.dispose();
          add(-1);
        },
      };
    },
    get open() {
      return open;
    },
    get most() {
      return most;
    },
  };
}
