import { expect, test } from "vitest";
import { sharedReading } from "../../../../server/web/spectators/shared-reading.ts";

function counted() {
  let now = 0;
  const asked: string[] = [];
  let answer: (key: string) => Promise<string> = async (key) => `${key} ${asked.length}`;
  const reading = sharedReading(
    (arena: number, what: string) => {
      asked.push(`${arena} ${what}`);
      return answer(what);
    },
    () => now,
  );
  return {
    ...{ reading, asked },
    pass: (ms: number) => {
      now += ms;
    },
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

test("a thousand who ask at once cost one reading, and so do those who come later", async () => {
  const { reading, asked, pass } = counted();
  const all = await Promise.all(Array.from({ length: 1_000 }, () => reading.of(1, "a")));
  expect(new Set(all)).toEqual(new Set(["a 1"]));
  pass(9_000);
  expect(await reading.of(1, "a")).toBe("a 1");
  expect(await reading.of(1, "b")).toBe("b 2");
  expect(asked).toEqual(["1 a", "1 b"]);
});

test("after a change it is read anew, also where a reading from before the change is under way", async () => {
  const { reading, asked, answerWith } = counted();
  const slow = Promise.withResolvers<string>();
  answerWith(() => slow.promise);
  const before = reading.of(1, "a");
  await expect.poll(() => asked.length).toBe(1);
  reading.changed(1);
  answerWith(async () => "new");
  const [one, two] = [reading.of(1, "a"), reading.of(1, "a")];
  expect([await one, await two]).toEqual(["new", "new"]);
  slow.resolve("old");
  expect(await before).toBe("old");
  expect(await reading.of(1, "a")).toBe("new");
  expect(asked).toHaveLength(2);
});

test("changes that are told of before it is read lead to one reading; other keys keep theirs", async () => {
  const { reading, asked } = counted();
  await Promise.all([reading.of(1, "a"), reading.of(2, "a")]);
  for (let i = 0; i < 5; i++) {
    reading.changed(1);
    void reading.of(1, "a");
  }
  await reading.of(1, "a");
  await reading.of(2, "a");
  expect(asked).toEqual(["1 a", "2 a", "1 a"]);
  reading.changed();
  await reading.of(2, "a");
  expect(asked.filter((one) => one === "2 a")).toHaveLength(2);
});

test("what is older than ten seconds is read anew, and a reading that fails is forgotten", async () => {
  const { reading, asked, pass, answerWith } = counted();
  await reading.of(1, "a");
  pass(10_000);
  await reading.of(1, "a");
  expect(asked).toHaveLength(2);
  answerWith(() => Promise.reject(new Error("away")));
  await expect(reading.of(1, "b")).rejects.toThrow("away");
  answerWith(async () => "there");
  expect(await reading.of(1, "b")).toBe("there");
});
