import axe from "axe-core";
import type { Page } from "playwright-core";

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe-core finds on a page against WCAG 2.2 AA, one line a rule with the elements that break it. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    async (runOnly) => (await (window as unknown as { axe: typeof axe }).axe.run({ runOnly })).violations,
    WCAG_22_AA,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
