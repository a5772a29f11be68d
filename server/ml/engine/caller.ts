/** How errors call a compiled function: by the name it was given, or its own. */
export function callerOf(method: "compile" | "compileStep", fn: { readonly name: string }, name?: string): string {
  return `${method}(${name ?? (fn.name || "anonymous function")})`;
}
