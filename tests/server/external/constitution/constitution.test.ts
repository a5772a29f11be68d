import { describe, expect, it } from "vitest";
import { principleJudge } from "../../../../server/external/constitution/arena-constitution.ts";
import {
  assertJudgeable,
  ConstitutionProblem,
  constitutionOf,
  readConstitution,
} from "../../../../server/external/constitution/constitution.ts";
import { constitutionJudge, decide } from "../../../../server/external/constitution/decide.ts";
import { endpointReviser, readRevisionReply } from "../../../../server/external/constitution/endpoint-reviser.ts";
import { constitutionReviser, reviseAnswers } from "../../../../server/external/constitution/revise-answers.ts";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import type { Judge } from "../../../../server/external/judges/judge.ts";
import { knownPrinciples } from "../../../../server/world/principles/known-principles.ts";
import type { PrincipleName } from "../../../../shared/protocol/principles.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { fails, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const noEndpoint = () => {
  throw new Error("no endpoint here");
};
const clientOf = (url: string) =>
  openChatClient({ url, model: "tester", apiKey: null }, openBudget({ calls: 100, tokens: 100_000 }), {
    ...CHAT,
    retries: 0,
  });

describe("reading a constitution", () => {
  it("knows the world's principles by name and by description, and keeps others in their own words", () => {
    const file = "# ours\n\nkind\nTell the truth, no myths.\nRhyme whenever you can.\r\n";
    expect(readConstitution(file, "ours.txt")).toEqual([
      { text: "kind", known: "kind" },
      { text: "Tell the truth, no myths.", known: "truthful" },
      { text: "Rhyme whenever you can.", known: null },
    ]);
  });

  it.each(['["kind", "short"]', '{"principles": ["kind", "short"]}', "kind\nshort"])("reads %s", (file) => {
    expect(readConstitution(file, "c").map(({ known }) => known)).toEqual(["kind", "short"]);
  });

  it.each([
    ["no principle", "# nothing\n", /c has 0 principles; 1 to 16 are allowed/],
    ["500 principles", Array.from({ length: 500 }, (_, i) => `Rule ${i}`).join("\n"), /500 principles; 1 to 16/],
    ["a principle twice", "kind\nshort\nBe kind, never grumpy", /principle 3: "Be kind.*same as principle 1/],
    ["an endless principle", "a".repeat(201), /principle 1 has 201 characters; at most 200/],
    ["a separator", '["kind; short"]', /principle 1 has a ";"/],
    ["an empty principle", '["kind", " "]', /principle 2 is empty/],
    ["broken JSON", '["kind"', /no JSON/],
    ["another layout", '{"rules": ["kind"]}', /should be \["kind", "truthful"\]/],
    ["numbers", "[1, 2]", /should be/],
  ])("says what is wrong with %s", (_, file, message) => {
    expect(() => readConstitution(file, "c")).toThrow(ConstitutionProblem);
    expect(() => readConstitution(file, "c")).toThrow(message);
  });

  it("wants an endpoint for words that the world doesn't know, and only then", () => {
    const own = constitutionOf(["kind", "Rhyme."], "c");
    expect(() => assertJudgeable(own, false)).toThrow(/"Rhyme\.".*kind, truthful.*ENDPOINT_URL/);
    expect(() => assertJudgeable(own, true)).not.toThrow();
    expect(() => assertJudgeable(own.slice(0, 1), false)).not.toThrow();
  });
});

const prompt = "Why are cats so interesting?";
const warm = "Cats cannot taste sugar. Take good care, friend.";
const plain = "Cats cannot taste sugar. That is all.";
const loud = "Cats cannot taste sugar! What fun!";
const judgesOf = (...names: PrincipleName[]) =>
  constitutionOf(names, "c").map((principle) => principleJudge(principle, noEndpoint));

describe("preferences by principle", () => {
  it("are decided by the first principle that sees a difference", async () => {
    const [decision] = await decide([{ prompt, a: plain, b: warm }], judgesOf("quiet", "kind"));
    expect(decision).toMatchObject({ principle: 1, share: 0 });
  });

  it("are open where none sees any", async () => {
    const [decision] = await decide([{ prompt, a: warm, b: warm }], judgesOf("quiet", "kind"));
    expect(decision).toMatchObject({ principle: null, share: 0.5 });
  });

  it("share the pairs on which principles disagree, each pair the same way with its sides swapped", async () => {
    const pairs = Array.from({ length: 60 }, (_, i) => ({ prompt: `${prompt} ${i}`, a: loud, b: plain }));
    const judge = (name: string, share: number): Judge => ({
      ...{ name, batch: 4, lanes: 2 },
      compare: async (asked) => asked.map(({ a }) => ({ share: a === loud ? share : 1 - share, ordersAgree: null })),
    });
    const judges = [judge("louder", 0.9), judge("quieter", 0.1)];
    const decisions = await decide(pairs, judges);
    const louder = decisions.filter(({ principle }) => principle === 0);
    expect(louder.length).toBeGreaterThan(15);
    expect(louder.length).toBeLessThan(45);
    expect(louder.every(({ share }) => share === 0.9)).toBe(true);
    const swapped = await constitutionJudge("c", judges).compare(
      pairs.map(({ prompt, a, b }) => ({ prompt, a: b, b: a })),
    );
    expect(swapped.map(({ share }) => share)).toEqual(decisions.map(({ share }) => expect.closeTo(1 - share)));
  });

  it("ask an endpoint with the words of a principle of one's own", async () => {
    await using endpoint = await scriptedEndpoint(says("A"));
    const [own] = constitutionOf(["Rhyme whenever you can."], "c");
    await principleJudge(own!, () => clientOf(endpoint.url)).compare([{ prompt, a: plain, b: warm }]);
    expect(JSON.stringify(endpoint.asked[0]!.body.messages)).toContain("Rhyme whenever you can.");
  });
});

describe("critique and revision", () => {
  const pocket = (said: (draft: string) => string | null) => ({
    revise: async (drafts: readonly { draft: string }[]) =>
      drafts.map(({ draft }) => {
        const revision = said(draft);
        return revision === null ? null : { critique: "This is not kind.", revision };
      }),
    dispose: async () => {},
  });
  const answers = [{ prompt, response: "One." }];
  const revise = (said: (draft: string) => string | null, count = 3) => {
    const principles = constitutionOf((["kind", "short", "quiet", "direct", "playful"] as const).slice(0, count), "c");
    return reviseAnswers(answers, principles, constitutionReviser(pocket(said), noEndpoint), seeded(2));
  };

  it("goes on from one principle's revision to the next", async () => {
    const [one] = await revise((draft) => `${draft} More.`);
    expect(one).toMatchObject({ draft: "One.", answer: "One. More. More. More." });
    expect(new Set(one!.steps.map(({ principle }) => principle))).toEqual(new Set([0, 1, 2]));
  });

  it("keeps what it had where a revision broke off or isn't safe", async () => {
    for (const said of [null, "You idiot."]) {
      const [one] = await revise(() => said);
      expect(one!.answer).toBe("One.");
      expect(one!.steps.every(({ revision }) => revision === null)).toBe(true);
    }
  });

  it("revises an answer four times at most", async () => {
    expect((await revise((draft) => draft, 5))[0]!.steps).toHaveLength(4);
  });

  it("leaves principles in one's own words to an endpoint", async () => {
    await using endpoint = await scriptedEndpoint(says('Critique: It does not rhyme.\nRevision: "Cats wear hats."'));
    const reviser = constitutionReviser(
      pocket(() => "By the pocket model."),
      () => clientOf(endpoint.url),
    );
    const principles = constitutionOf(["kind", "Rhyme."], "c");
    const drafts = principles.map((principle) => ({ prompt, draft: "One.", principle }));
    expect(await reviser.revise(drafts)).toEqual([
      { critique: "This is not kind.", revision: "By the pocket model." },
      { critique: "It does not rhyme.", revision: "Cats wear hats." },
    ]);
  });

  it("stops asking an endpoint that fails", async () => {
    await using endpoint = await scriptedEndpoint(fails(401));
    const drafts = Array.from({ length: 40 }, () => ({ prompt, draft: "One.", principle: "Rhyme." }));
    await expect(endpointReviser(clientOf(endpoint.url)).revise(drafts)).rejects.toThrow(/refuses the key/);
    expect(endpoint.asked.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ["**Critique:** Too long.\n**Revision:** Cats purr.", { critique: "Too long.", revision: "Cats purr." }],
    ["I'd rather not.", null],
  ])("reads %j", (text, expected) => {
    expect(readRevisionReply(text)).toEqual(expected);
  });
});

describe("the world's principles", () => {
  it.each([
    ["kind", warm, plain],
    ["short", "Cats cannot taste sugar.", `${plain} In short, that is one plain note on cats, and on dogs as well.`],
    ["quiet", plain, loud],
    ["truthful", plain, "Cats have nine lives and spend them on naps."],
    ["on-topic", plain, `${plain} The bus was late again this morning.`],
    ["fact-first", plain, "That is all. Cats cannot taste sugar."],
  ] as const)("%s prefers what obeys it", (name, good, bad) => {
    const { score } = knownPrinciples[name];
    expect(score({ prompt, response: good })).toBeGreaterThan(score({ prompt, response: bad }));
  });
});
