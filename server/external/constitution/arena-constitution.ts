import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import type { Judge } from "../judges/judge.ts";
import { assertJudgeable, constitutionOf, type Principle } from "./constitution.ts";
import { constitutionJudge } from "./decide.ts";
import { principleJudge } from "./principle-judge.ts";

const PREFIX = "constitution: ";

/** What the judge "constitution" of an arena's settings is called: changed principles make another judge. */
export function judgeOf({ judge, constitution }: Pick<TrainingSettings, "judge" | "constitution">): string | null {
  return judge === "constitution" ? PREFIX + constitution.join("; ") : judge;
}

/** The principles that such a name stands for; null for other judges. */
export function principlesNamed(judge: string): readonly Principle[] | null {
  if (!judge.startsWith(PREFIX)) return null;
  const texts = judge.slice(PREFIX.length).split(";");
  return constitutionOf(
    texts.filter((text) => text.trim() !== ""),
    "The arena's constitution",
  );
}

/** @throws ConstitutionProblem when nobody can judge a principle */
export function openConstitution(
  name: string,
  principles: readonly Principle[],
  hasEndpoint: boolean,
  openClient: () => ChatClient,
): Judge {
  assertJudgeable(principles, hasEndpoint);
  const judges = principles.map((principle) => principleJudge(principle, openClient));
  return constitutionJudge(name, judges);
}
