import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { VoteOutcome } from "../../../../server/ports/rounds.ts";
import { groupVotes, type IdentifiedVote, VotesUnavailable } from "../../../../server/store/votes/group-votes.ts";

const OPTIONS = { windowMs: 5, maxGroup: 500, attemptMs: 10_000, giveUpMs: 10_000 };

const vote = (id: string): IdentifiedVote => ({
  order: 1,
  id,
  pairId: id,
  playerId: "p",
  roundId: "r",
  verdict: "a",
  decisionMs: 1,
});
const ids = (votes: readonly IdentifiedVote[]) => votes.map(({ id }) => id).join("");
const failure = (code: string) => Object.assign(new Error(code), { code });

/** An insert that is finished by hand, one call after the other. */
function manualInsert() {
  const calls: { readonly votes: string; finish(outcome?: VoteOutcome): void; fail(error: Error): void }[] = [];
  const insert = (votes: readonly IdentifiedVote[]) =>
    new Promise<readonly VoteOutcome[]>((resolve, reject) => {
      calls.push({
        votes: ids(votes),
        finish: (outcome = "accepted") => resolve(votes.map(() => outcome)),
        fail: reject,
      });
    });
  const call = async (index: number) => {
    await expect.poll(() => calls.length).toBeGreaterThan(index);
    return calls[index]!;
  };
  return { calls, insert, call };
}

test("votes that arrive together share an insert, and each caller gets its own outcomes", async () => {
  const inserts: string[] = [];
  const cast = groupVotes(async (votes) => {
    inserts.push(ids(votes));
    return votes.map(({ id }) => (id === "b" ? "duplicate" : "accepted"));
  }, OPTIONS);
  const outcomes = await Promise.all([cast([vote("a"), vote("b")]), cast([]), cast([vote("c")]), cast([vote("b")])]);
  expect(inserts).toEqual(["abcb"]);
  expect(outcomes).toEqual([["accepted", "duplicate"], [], ["accepted"], ["duplicate"]]);
});

test("nobody is answered before the insert is done; who comes meanwhile waits for the next one", async () => {
  const { calls, insert, call } = manualInsert();
  const cast = groupVotes(insert, OPTIONS);
  const answered: string[] = [];
  const follow = (id: string) => cast([vote(id)]).then(() => answered.push(id));
  const first = follow("a");
  const running = await call(0);
  const later = [follow("b"), follow("c")];
  await sleep(20);
  expect(calls).toHaveLength(1);
  expect(answered).toEqual([]);
  running.finish();
  await first;
  expect((await call(1)).votes).toBe("bc");
  expect(answered).toEqual(["a"]);
  (await call(1)).finish();
  await Promise.all(later);
  expect(calls).toHaveLength(2);
});

test("a group is limited, but a single caller's votes stay together", async () => {
  const inserts: string[] = [];
  const cast = groupVotes(
    async (votes) => {
      inserts.push(ids(votes));
      return votes.map(() => "accepted");
    },
    { ...OPTIONS, maxGroup: 3 },
  );
  await Promise.all([cast([..."abcde"].map(vote)), cast([vote("f"), vote("g")]), cast([vote("h")]), cast([vote("i")])]);
  expect(inserts).toEqual(["abcde", "fgh", "i"]);
});

test("an insert that fails for a while is repeated with the same votes", async () => {
  const { calls, insert, call } = manualInsert();
  const cast = groupVotes(insert, OPTIONS);
  const result = cast([vote("a"), vote("b")]);
  (await call(0)).fail(failure("CONNECTION_CLOSED"));
  (await call(1)).fail(failure("57P03"));
  (await call(2)).finish();
  expect(await result).toEqual(["accepted", "accepted"]);
  expect(calls.map(({ votes }) => votes)).toEqual(["ab", "ab", "ab"]);
});

test("a database that stays away ends in a rejection, and the next vote is tried afresh", async () => {
  let down = true;
  const cast = groupVotes(
    async (votes) => {
      if (down) throw failure("ECONNREFUSED");
      return votes.map(() => "accepted");
    },
    { ...OPTIONS, giveUpMs: 60 },
  );
  await expect(cast([vote("a")])).rejects.toBeInstanceOf(VotesUnavailable);
  down = false;
  expect(await cast([vote("a")])).toEqual(["accepted"]);
});

test("votes that queued for longer than they are worth are tried once", async () => {
  let down = true;
  const cast = groupVotes(
    async (votes) => {
      if (down) throw failure("ECONNREFUSED");
      return votes.map(() => "accepted");
    },
    { ...OPTIONS, windowMs: 20, giveUpMs: 1 },
  );
  await expect(cast([vote("a")])).rejects.toBeInstanceOf(VotesUnavailable);
  down = false;
  expect(await cast([vote("a")])).toEqual(["accepted"]);
});

test("an insert that never answers is given up and repeated", async () => {
  let attempts = 0;
  const cast = groupVotes(
    async (votes) => {
      if (attempts++ === 0) await new Promise(() => {});
      return votes.map(() => "accepted");
    },
    { ...OPTIONS, attemptMs: 30 },
  );
  expect(await cast([vote("a")])).toEqual(["accepted"]);
  expect(attempts).toBe(2);
});

test("a vote that the database can't take fails for its caller alone", async () => {
  const cast = groupVotes(async (votes) => {
    if (ids(votes).includes("x")) throw failure("22P02");
    return votes.map(() => "accepted");
  }, OPTIONS);
  const results = await Promise.allSettled([cast([vote("a")]), cast([vote("x")]), cast([vote("b")])]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
