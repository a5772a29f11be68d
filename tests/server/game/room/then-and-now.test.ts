import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { chooseQuestion, followThenAndNow, type ShownQuestion } from "../../../../server/game/room/then-and-now.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import type { ShownAnswer } from "../../../../server/ports/pool.ts";

const question = (prompt: string, after = "new"): ShownQuestion => ({ prompt, before: "old", after });
const log = { info: () => {}, error: () => {} };
const session = { id: "s", arenaId: MAIN_ARENA, code: "ABCD" };

test("every round has another question, one whose answers differ where there is any", () => {
  const questions = [question("a"), question("b", "old"), question("c")];
  const asked = new Map<number, string>();
  const chosen = [1, 2, 3, 4, 5].map((round) => {
    const { prompt } = chooseQuestion(questions, round, asked)!;
    asked.set(round, prompt);
    return prompt;
  });
  expect(chosen.join("")).toBe("acaca");
  expect(chooseQuestion([], 1, new Map())).toBeNull();
  expect(chooseQuestion([question("a", "old")], 3, new Map([[2, "a"]]))).toMatchObject({ prompt: "a" });
});

test("a round keeps its question when a newer version arrives, while its answers differ", () => {
  const asked = new Map([[1, "b"]]);
  expect(chooseQuestion([question("a"), question("b")], 1, asked)!.prompt).toBe("b");
  expect(chooseQuestion([question("a"), question("b", "old")], 1, asked)!.prompt).toBe("a");
});

/** Stores whose first round was opened at a version, with answers of each version that count it. */
function stage(first: number | null) {
  const stores = {
    first,
    reads: 0,
    failures: 0,
    log,
    pastRounds: { firstVersion: async () => stores.first },
    policies: {
      list: async () =>
        [0, 1, 2].map((version) => ({
          version,
          metrics: { "answers/words": 10 + version, "answers/words_se": 0.1 },
        })) as unknown as readonly PolicyRecord[],
    },
    showcase: {
      async of(_: number, versions: readonly number[]): Promise<readonly ShownAnswer[]> {
        stores.reads++;
        if (stores.failures-- > 0) throw new Error("The database is away");
        return versions.flatMap((version) =>
          ["bees", "eggs"].map((prompt) => ({ prompt, version, text: `${prompt} ${version}` })),
        );
      },
    },
  };
  let known = 0;
  const stopping = new AbortController();
  const show = followThenAndNow(stores, session, stopping.signal, () => known++);
  return { stores, show, known: () => known, stopping };
}

test("the newest version stands beside that of the game's beginning, read once, with what changed", async () => {
  const { stores, show, known } = stage(0);
  expect(show(1, 1)).toBeNull();
  await expect.poll(known).toBe(1);
  expect(show(1, 1)).toEqual({
    ...{ prompt: "bees", before: "bees 0", after: "bees 1", versionBefore: 0, versionAfter: 1, compared: true },
    changes: [{ trait: "words", before: 10, after: 11 }],
  });
  expect(show(2, 1)!.prompt).toBe("eggs");
  expect(stores.reads).toBe(1);
  expect(show(2, 2)!.versionAfter).toBe(1); // until the new one's answers are there
  await expect.poll(known).toBe(2);
  expect(show(2, 2)).toMatchObject({ prompt: "eggs", versionBefore: 0, versionAfter: 2 });
});

test("without a new version, and before the first round, there is nothing to show", async () => {
  const { stores, show, known } = stage(null);
  expect(show(0, 1)).toBeNull();
  expect(show(1, 1)).toBeNull();
  await sleep(20);
  stores.first = 1;
  show(1, 1);
  await expect.poll(known).toBe(1);
  expect(show(1, 1)).toBeNull();
  expect(stores.reads).toBe(0);
});

test("a database that is away for a moment is asked again, and a game that ends asks no more", async () => {
  const { stores, show, known, stopping } = stage(0);
  stores.failures = 1;
  show(1, 1);
  await expect.poll(known).toBe(1);
  expect(stores.reads).toBe(2);
  stores.failures = 99;
  show(1, 2);
  stopping.abort(new Error("closing"));
  await sleep(300);
  expect(known()).toBe(1);
});
