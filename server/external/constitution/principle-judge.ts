import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import { endpointJudge } from "../judges/endpoint-judge.ts";
import type { Judge } from "../judges/judge.ts";
import { tasteJudge } from "../judges/taste-judge.ts";
import type { Principle } from "./constitution.ts";

/** Who judges by a principle: the world's own rule where there is one, else the endpoint, asked with the principle's words. */
export function principleJudge({ text, known }: Principle, openClient: () => ChatClient): Judge {
  if (known !== null) return tasteJudge(known, knownPrinciples[known].score);
  return endpointJudge(openClient(), `Which answer follows this principle better? ${JSON.stringify(text)}`);
}
