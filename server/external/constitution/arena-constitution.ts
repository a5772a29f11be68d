import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import { endpointJudge } from "../judges/endpoint-judge.ts";
import type { Judge } from "../judges/judge.ts";
import { tasteJudge } from "../judges/taste-judge.ts";
import { assertJudgeable, constitutionOf, type WrittenPrinciple } from "./constitution.ts";
import { constitutionJudge } from "./decide.ts";

const PREFIX = "constitution: ";

/** The name of the judge that an arena's settings choose. That of a constitution holds its principles: other principles make another judge. */
export function judgeOf({ judge, constitution }: Pick<TrainingSettings, "judge" | "constitution">): string | null {
  return judge === "constitution" ? PREFIX + constitution.join("; ") : judge;
}

/** The principles in a judge's name; null for a judge that is no constitution. */
export function principlesNamed(judge: string): readonly WrittenPrinciple[] | null {
  if (!judge.startsWith(PREFIX)) return null;
  const texts = judge.slice(PREFIX.length).split(";");
  return constitutionOf(
    texts.filter((text) => text.trim() !== ""),
    "The arena's constitution",
  );
}

/**
 * A constitution as judge.
 * @throws ConstitutionProblem when nobody can judge a principle
 */
export function openConstitution(
  name: string,
  principles: readonly WrittenPrinciple[],
  hasEndpoint: boolean,
  openClient: () => ChatClient,
): Judge {
  assertJudgeable(principles, hasEndpoint);
  const judges = principles.map((principle) => principleJudge(principle, openClient));
  return constitutionJudge(name, judges);
}

/** Who judges by a principle: the world's own rule where there is one, else the endpoint, asked with the principle's words. */
export function principleJudge({ text, known }: WrittenPrinciple, openClient: () => ChatClient): Judge {
  if (known !== null) return tasteJudge(known, knownPrinciples[known].score);
  return endpointJudge(openClient(), `Which answer follows this principle better? ${JSON.stringify(text)}`);
}
