import type { ExhibitContents, MeasuredRate } from "../../shared/protocol/lesson.ts";

/** Small exhibits of made-up texts, of the form that the trainer's have. */

const rate = (value: number, of = 200): MeasuredRate => ({
  ...{ rate: value, low: Math.max(0, value - 0.1), high: Math.min(1, value + 0.1), of },
});
const words = (topic: string, count: number) => Array.from({ length: count }, (_, i) => `${topic} ${i}`).join(" ");
const common = { model: "pocket", leftOut: 0 } as const;

export const SMALL_EXHIBITS: ExhibitContents = {
  reads: {
    ...common,
    stages: [0, 0.01, 0.1, 1].map((read, i) => ({ read, words: read * 1_000_000, accuracy: rate(0.25 + 0.2 * i) })),
    continuations: ["The Moon is", "Bees make"].map((prompt) => ({
      prompt,
      texts: ["xq zz the of of", "the the bees of a", "the bees are a bright", "bright because it mirrors sunlight"],
    })),
    questions: ["The sky is", "Bees make", "Ice is", "Plants need", "Rain falls from", "The Sun is"].map((text, i) => ({
      text,
      options: ["blue", "honey", "cold", "light"],
      right: i % 4,
      guesses: [0, 1, 2, 3].map((stage) => ({
        pick: stage < 2 ? (i + 1) % 4 : i % 4,
        chances: [0.25, 0.25, 0.25, 0.25],
      })),
    })),
  },
  imitates: {
    ...common,
    pairs: ["Why is the sky blue?", "Why do bees dance?"].map((prompt) => ({
      prompt,
      before: "Why is it so and why do they say it. The ice is",
      after: "Sunlight scatters in the air, and blue scatters most.",
    })),
    demonstrations: 12_000,
  },
  practises: {
    ...common,
    version: 2,
    prompt: "Why is the Moon bright?",
    tries: Array.from({ length: 8 }, (_, i) => ({
      ...{ text: `Try ${i}: ${words("moon", 6)}`, score: 2 - i / 2, kl: 1 + i / 4, leash: 0.2, total: 1.8 - i / 2 },
      kept: i < 4,
    })),
    ...{ average: 0, before: -0.1, after: 0.9, answers: 64 },
    leash: { kl: 2.1, aim: 4, limit: 12, price: 0.1 },
  },
  cheats: {
    ...common,
    curve: Array.from({ length: 8 }, (_, iteration) => ({
      ...{ iteration, reward: iteration, nats: 1 + iteration / 2, kl: 4 * iteration },
    })),
    leashed: { reward: 1, nats: 1.1, kl: 2.1 },
    pairs: ["Why is the sky blue?", "Why do bees dance?", "Is ice slippery?"].map((prompt, i) => ({
      prompt,
      leashed: { text: `Calm answer ${i}.`, score: 1 },
      loose: { text: `So so so so nice nice ${i}.`, score: 5 },
    })),
  },
  dpo: {
    ...common,
    votes: 90,
    agrees: rate(0.7, 90),
    pairs: ["Why is the sky blue?", "Why do bees dance?", "Is ice slippery?"].map((prompt, i) => ({
      ...{ prompt, ppo: `PPO answer ${i}.`, dpo: `DPO answer ${i}.` },
    })),
  },
  feedback: {
    judges: [
      { judge: "kind", agrees: rate(0.8, 90) },
      { judge: "short", agrees: rate(0.4, 90) },
    ],
    examples: [{ prompt: "Is ice slippery?", a: "Yes, dear.", b: "Obviously.", people: "a", judge: "a" }],
  },
  constitution: {
    ...common,
    principles: (["kind", "truthful", "short"] as const).map((name) => ({ name, before: rate(0.4), after: rate(0.8) })),
    revised: 60,
    examples: [
      {
        prompt: "Is ice slippery?",
        draft: "Obviously it is.",
        principle: "kind",
        critique: "It is unkind.",
        revision: "Yes, and do take care.",
      },
    ],
  },
};
