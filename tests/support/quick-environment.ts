/**
 * What processes of tests need of this one's environment, and no more: where programs are, and what makes Node start quickly
 * (`vitest.config.ts`).
 */
export function quickEnvironment(): Readonly<Record<string, string | undefined>> {
  const { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
  return { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS };
}
