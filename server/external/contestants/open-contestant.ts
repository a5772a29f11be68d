import type { EndpointConfig } from "../../config.ts";
import type { Spent } from "../endpoint/budget.ts";
import { configuredClient } from "../judges/configured-client.ts";
import type { Contestant } from "./contestant.ts";
import { endpointContestant } from "./endpoint-contestant.ts";

export interface OpenedContestant {
  readonly contestant: Contestant;
  readonly spent: () => Spent;
}

/** Opens contestants by the names that an arena's settings may hold. */
export interface ContestantOpener {
  /** The name under which it is known in the arena, with its model's, so that another model has another rating. */
  labelOf(name: string): string;
  /**
   * @param before what earlier processes have spent of its budget
   * @throws Error that says what to set where none has the name
   */
  open(name: string, before: Spent): OpenedContestant;
}

export function configuredContestants(
  endpoints: ReadonlyMap<string, EndpointConfig>,
  isSafe: (text: string) => boolean,
): ContestantOpener {
  const labelOf = (name: string) => {
    const model = endpoints.get(name)?.model ?? "default";
    return model === "default" ? name : `${name}:${model}`;
  };
  return {
    labelOf,
    open(name, before) {
      const endpoint = endpoints.get(name);
      if (endpoint === undefined) {
        const known = endpoints.size === 0 ? "none is set" : `there are ${[...endpoints.keys()].join(", ")}`;
        throw new Error(
          `No contestant is called ${JSON.stringify(name)}: ${known}. Set ENDPOINT_URL for "endpoint", or add it to CONTESTANTS.`,
        );
      }
      const client = configuredClient(endpoint, before);
      return { contestant: endpointContestant(labelOf(name), client, isSafe), spent: () => client.spent };
    },
  };
}
