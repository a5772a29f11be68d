import { describe, expect, test } from "vitest";
import { principleRows } from "../../../../client/lab/cards/constitution-card.ts";
import { chosenPrinciples, withPrinciples } from "../../../../client/ui/learning/principle-fields.ts";
import type { TrainingBoard } from "../../../../shared/protocol/lab.ts";
import { principleMetric } from "../../../../shared/protocol/principles.ts";

type Step = TrainingBoard["steps"][number];
const step = (id: number, kind: Step["kind"], metrics: Record<string, number>): Step => ({
  ...{ id, kind, policyVersion: 1, metrics, at: "2026-11-24T12:00:00Z" },
});
const figures = (name: string, decided: number, people: number, agreed: number) =>
  Object.fromEntries(
    Object.entries({ decided, people, agreed, start: 0.1, now: 0.6 }).map(([figure, value]) => [
      principleMetric(name, figure as "decided"),
      value,
    ]),
  );
const told = step(2, "gate", { ...figures("quiet", 3, 0, 0), ...figures("kind", 40, 20, 15) });

test("the newest figures of each principle, in the world's order", () => {
  const older = step(1, "gate", figures("kind", 1, 1, 1));
  expect(principleRows([older, told, step(3, "reward", {})])).toEqual([
    { name: "kind", decided: 40, people: 20, agreement: 0.75, start: 0.1, now: 0.6 },
    { name: "quiet", decided: 3, people: 0, agreement: null, start: 0.1, now: 0.6 },
  ]);
});

test("nothing where no constitution judges, or judges no more", () => {
  expect(principleRows([])).toEqual([]);
  expect(principleRows([step(1, "gate", { kl: 2 })])).toEqual([]);
  expect(principleRows([told, step(3, "gate", { kl: 2 }), step(4, "gate", { kl: 3 })])).toEqual([]);
});

describe("a host's choice of principles", () => {
  const none = { judge: null, constitution: [] };

  test("makes them the judge, and none of them nobody", () => {
    const chosen = withPrinciples(none, ["kind", "short"]);
    expect(chosen).toEqual({ judge: "constitution", constitution: ["kind", "short"] });
    expect(chosenPrinciples(chosen)).toEqual(["kind", "short"]);
    expect(withPrinciples(chosen, [])).toEqual(none);
  });

  test("leaves principles in one's own words, and another judge, as they were", () => {
    const own = { judge: "constitution", constitution: ["Rhyme.", "kind"] };
    expect(chosenPrinciples(own)).toEqual(["kind"]);
    expect(withPrinciples(own, ["quiet"]).constitution).toEqual(["quiet", "Rhyme."]);
    const other = { judge: "endpoint", constitution: ["kind"] };
    expect(chosenPrinciples(other)).toEqual([]);
    expect(withPrinciples(other, [])).toEqual(other);
  });
});
