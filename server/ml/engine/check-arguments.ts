import { arrayNameOf, type Constants, dtypeOf, holds, type Spec, type Specs, sizeOf, type Values } from "./contract.ts";

/** Checks the arrays passed to a run against the compiled specs. Throws an Error that names the function and the input. */
export function checkInputs(caller: string, specs: Specs, inputs: Readonly<Record<string, Values>>): void {
  for (const name in inputs) {
    if (!Object.hasOwn(specs, name)) {
      throw new Error(`${caller}: unknown input "${name}"; it takes ${listed(specs)}`);
    }
  }
  for (const [name, spec] of Object.entries(specs)) checkValues(`${caller}: input "${name}"`, spec, inputs[name]);
}

/** Checks one array against its spec. `what` begins the error. */
function checkValues(what: string, spec: Spec, values: Values | undefined): void {
  if (values === undefined) throw new Error(`${what} is missing; expected ${described(spec)}`);
  if (!holds(dtypeOf(spec), values)) {
    throw new Error(
      `${what} is ${describedValue(values)}; expected ${described(spec)} in ${arrayNameOf(dtypeOf(spec))}`,
    );
  }
  if (values.length !== sizeOf(spec.shape)) {
    throw new Error(`${what} has ${values.length} elements; expected ${sizeOf(spec.shape)} for ${described(spec)}`);
  }
}

/** Checks that two sets of specs have the same names, shapes and types. */
export function checkSameSpecs(what: string, expected: Specs, actual: Specs): void {
  for (const [name, spec] of Object.entries(expected)) {
    const found = actual[name];
    if (!found) throw new Error(`${what} lacks "${name}"; expected ${described(spec)}`);
    if (described(found) !== described(spec)) {
      throw new Error(`${what} has "${name}" as ${described(found)}; expected ${described(spec)}`);
    }
  }
  for (const name in actual) {
    if (!Object.hasOwn(expected, name))
      throw new Error(`${what} has an unknown name "${name}"; expected ${listed(expected)}`);
  }
}

const described = (spec: Spec): string => `${dtypeOf(spec)} [${spec.shape.join(", ")}]`;
const describedValue = (value: unknown): string => (value as object | null)?.constructor?.name ?? String(value);
const listed = (specs: Specs): string => Object.keys(specs).join(", ") || "none";

/** Checks that weights have the expected names and shapes, and enough values. */
export function checkConstants(caller: string, expected: Constants, actual: Constants): void {
  checkSameSpecs(`${caller}: the constants`, expected, actual);
  for (const [name, { shape, values }] of Object.entries(actual))
    checkValues(`${caller}: constant "${name}"`, { shape }, values);
}

/** Checks that a state is all float32. */
export function checkStateSpecs(caller: string, specs: Specs): void {
  for (const [name, spec] of Object.entries(specs)) {
    if (dtypeOf(spec) !== "float32")
      throw new Error(`${caller}: state "${name}" is ${described(spec)}; a state is float32`);
  }
}

/** Checks the initial values of a state. */
export function checkInitial(specs: Specs, initial: Readonly<Record<string, Values>>): void {
  checkStateSpecs("createState", specs);
  for (const [name, values] of Object.entries(initial)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) throw new Error(`createState: unknown name "${name}"; expected ${listed(specs)}`);
    checkValues(`createState: "${name}"`, spec, values);
  }
}

/** How errors call a compiled function: by the name it was given, or its own. */
export function callerOf(method: "compile" | "compileStep", fn: { readonly name: string }, name?: string): string {
  return `${method}(${name ?? (fn.name || "anonymous function")})`;
}
