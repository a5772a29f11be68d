import { subjects } from "./grammar/lexicon.ts";

/** Which prompts are trained on, and what is new about the others: how a known form and a known subject meet, the subject, or the form. */
export const PROMPT_SPLITS = ["train", "heldout", "new-subject", "new-form"] as const;

/**
 * A prompt of the pocket world. Every subject has prompts of three or four forms. Two thirds of the subjects have one prompt held out; other
 * training prompts have its form, and others its subject. The last subject of each topic has no training prompt, and further forms none at all.
 */
export interface WorldPrompt {
  readonly id: string;
  readonly text: string;
  readonly topic: string;
  readonly subject: string;
  /** A prompt of another split than `train` is in no training stage: not in pretraining, SFT, reward modelling or RL. */
  readonly split: (typeof PROMPT_SPLITS)[number];
}

const forms: readonly { readonly name: string; readonly text: string }[] = [
  { name: "interesting", text: "Why are $ so interesting?" },
  { name: "tell", text: "Please tell me something about $." },
  { name: "know", text: "What should I know about $?" },
  { name: "child", text: "How would you explain $ to a child?" },
  { name: "truth", text: "What is the truth about $?" },
  { name: "story", text: "Is there a good story about $?" },
  { name: "strangest", text: "What is the strangest thing about $?" },
  { name: "secret", text: "Do you know a secret about $?" },
  { name: "special", text: "What makes $ so special?" },
  { name: "opinion", text: "What do you think of $?" },
  { name: "teach", text: "Can you teach me about $?" },
  { name: "homework", text: "My homework is about $, please help." },
  { name: "surprise", text: "Surprise me with something about $!" },
  { name: "sentence", text: "Describe $ in a few words." },
];
/** What no prompt of the other splits asks. */
const newForms: typeof forms = [
  { name: "wrong", text: "What do most people get wrong about $?" },
  { name: "friend", text: "My best friend loves $, but why?" },
  { name: "line", text: "Write a line or two on $." },
  { name: "without", text: "Imagine a world without $!" },
];
/** Coprime to the number of forms, so that neighbouring subjects have different questions. */
const STRIDE = 3;

const promptOf = (
  { noun, topic }: { noun: string; topic: string },
  form: (typeof forms)[number],
  split: WorldPrompt["split"],
): WorldPrompt => ({
  id: `${noun.toLowerCase()}-${form.name}`,
  text: form.text.replace("$", noun),
  topic,
  subject: noun,
  split,
});

const isLastOfTopic = (index: number) => subjects[index + 1]?.topic !== subjects[index]!.topic;

export const prompts: readonly WorldPrompt[] = subjects.flatMap((subject, index) => {
  const count = index % 2 === 0 ? 4 : 3;
  const isNew = isLastOfTopic(index);
  const asked = Array.from({ length: count }, (_, nth) => {
    const split = isNew ? "new-subject" : nth === 0 && index % 3 !== 2 ? "heldout" : "train";
    return promptOf(subject, forms[(index * 5 + nth * STRIDE) % forms.length]!, split);
  });
  if (isNew || index % 2 === 1) return asked;
  return [...asked, promptOf(subject, newForms[(index / 2) % newForms.length]!, "new-form")];
});

export const trainPrompts = prompts.filter(({ split }) => split === "train");
export const heldoutPrompts = prompts.filter(({ split }) => split === "heldout");

/** One held-out prompt a topic. The lab shows every version's answers to them. */
export const showcasePrompts = [...Map.groupBy(heldoutPrompts, ({ topic }) => topic).values()].map(([first]) => first!);

/** The other held-out prompts: finales are dealt answers to them, and nobody sees one of them before. */
export const finalePrompts = heldoutPrompts.filter((prompt) => !showcasePrompts.includes(prompt));
