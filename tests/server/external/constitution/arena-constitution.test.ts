import { describe, expect, it } from "vitest";
import { judgeOf } from "../../../../server/external/constitution/arena-constitution.ts";
import { arenaJudges } from "../../../../server/external/judges/open-judge.ts";
import { trainingSettingsSchema } from "../../../../shared/protocol/training-settings.ts";

const choices = { judge: "constitution", constitution: ["kind", "Don't shout: no exclamation marks."] };
const noTrunk = {} as Parameters<typeof arenaJudges>[2];
const open = (constitution: readonly string[]) =>
  arenaJudges("/nowhere", null, noTrunk)(judgeOf({ ...choices, constitution })!, { calls: 0, tokens: 0 });

describe("the constitution of an arena", () => {
  it("judges as one judge", async () => {
    const { judge } = await open(choices.constitution);
    const pair = {
      prompt: "Why are cats so interesting?",
      a: "Cats cannot taste sugar!",
      b: "Cats cannot taste sugar.",
    };
    expect((await judge.compare([pair]))[0]).toMatchObject({ share: 0 });
  });

  it("says what is wrong where nobody can judge it, or nothing is in it", async () => {
    await expect(open(["Rhyme."])).rejects.toThrow(/"Rhyme\.".*ENDPOINT_URL/);
    await expect(open([])).rejects.toThrow(/has 0 principles; 1 to 16/);
  });

  it("is another judge with other principles", () => {
    expect(judgeOf(choices)).not.toBe(judgeOf({ ...choices, constitution: ["kind"] }));
    expect(judgeOf({ ...choices, judge: "kind" })).toBe("kind");
  });

  it.each([
    ["17 principles", Array.from({ length: 17 }, (_, i) => `Rule ${i}`)],
    ["a principle twice", ["kind", "kind "]],
    ["an empty principle", [" "]],
    ["a principle of 201 characters", ["a".repeat(201)]],
    ["a semicolon", ["kind; short"]],
    ["two lines", ["kind\nshort"]],
  ])("is refused with %s", (_, constitution) => {
    expect(trainingSettingsSchema.safeParse({ constitution }).success).toBe(false);
  });

  it("is taken with its principles", () => {
    expect(trainingSettingsSchema.parse(choices)).toEqual(choices);
  });
});
