import { describe, expect, test } from "vitest";
import type { MethodState } from "../../../../server/methods/method.ts";
import { examineSteps, HALVINGS, halfway } from "../../../../server/trainer/promotion/step-back.ts";

const state = (weight: number, moment: number, method = "ppo"): MethodState => ({
  ...{ method, klCoefficient: 0.2, iteration: 3 },
  policy: { "p:w": Float32Array.of(weight, -weight), "m:w": Float32Array.of(moment) },
});

/** A method that has gone from 0 to 8, and a gate that lets nothing through beyond a limit. */
function stepOf8(limit: number) {
  let now = state(8, 5);
  const seen: number[] = [];
  const method = {
    state: () => now,
    restore: async (other: MethodState) => {
      now = other;
    },
  };
  const examine = async ({ policy }: MethodState) => {
    const at = policy["p:w"]![0]!;
    seen.push(at);
    return { reason: at > limit ? "too far" : null };
  };
  return { seen, examined: examineSteps(method, state(0, 1), HALVINGS, examine), now: () => now };
}

describe("a candidate", () => {
  test("that passes is left as it is", async () => {
    const { seen, examined, now } = stepOf8(9);
    expect(await examined).toEqual({ reason: null, state: state(8, 5) });
    expect([seen, now()]).toEqual([[8], state(8, 5)]);
  });

  test("that goes too far is tried half and a quarter as far", async () => {
    const { seen, examined, now } = stepOf8(3);
    expect(await examined).toEqual({ reason: null, state: state(2, 5) });
    expect([seen, now()]).toEqual([[8, 4, 2], state(2, 5)]);
  });

  test("that still goes too far is rejected", async () => {
    const { seen, examined } = stepOf8(1);
    expect((await examined).reason).toBe("too far");
    expect(seen).toEqual([8, 4, 2]);
  });
});

test("weights are averaged, and what a method keeps beside them is the newer one's, also after another method's policy", () => {
  const good: MethodState = { ...state(0, 0, "dpo"), policy: { "p:w": Float32Array.of(2, 4) } };
  const { policy, method } = halfway(good, state(6, 5));
  expect([policy["p:w"], policy["m:w"], method]).toEqual([Float32Array.of(4, -1), Float32Array.of(5), "ppo"]);
});
