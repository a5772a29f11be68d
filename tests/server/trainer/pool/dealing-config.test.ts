import { expect, test } from "vitest";
import { readConfig } from "../../../../server/config.ts";

test("how answers are picked is the model's own matter unless it is set", () => {
  expect(readConfig({}).dealing).toEqual({ bestOf: null, keep: null });
  expect(readConfig({ DEAL_BEST_OF: "6", DEAL_KEEP: "2" }).dealing).toEqual({ bestOf: 6, keep: 2 });
});

test.each([
  [{ DEAL_BEST_OF: "0" }, 'DEAL_BEST_OF must be a whole number of answers from 1 to 16, not "0"'],
  [{ DEAL_BEST_OF: "17" }, 'DEAL_BEST_OF must be a whole number of answers from 1 to 16, not "17"'],
  [{ DEAL_KEEP: "2" }, "DEAL_BEST_OF must be set with DEAL_KEEP"],
  [{ DEAL_BEST_OF: "2", DEAL_KEEP: "3" }, "DEAL_KEEP must be at most DEAL_BEST_OF, 2, not 3"],
])("settings that can't be used are named: %j", (env, problem) => {
  expect(() => readConfig(env)).toThrow(problem);
});
