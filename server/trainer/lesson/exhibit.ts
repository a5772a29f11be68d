import type {
  ExhibitContents,
  ExhibitModel,
  ExhibitName,
  ExhibitParameters,
  ExhibitWork,
} from "../../../shared/protocol/lesson.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SessionPreference } from "../../ports/lesson.ts";
import type { Learner } from "../learner-contract.ts";
import type { LineStanding } from "../training-line.ts";

/** How far the making of an exhibit is: the share of it that is done, 0-1, and what is being done. */
export interface MakingProgress {
  readonly share: number;
  readonly work: ExhibitWork;
}

/**
 * An exhibit in the making. Between two pieces, of a few seconds at most, the trainer sees whether votes wait. It may be given up at any
 * of them, and made again from the beginning.
 */
export type Making<Name extends ExhibitName> = AsyncGenerator<MakingProgress, ExhibitContents[Name], void>;

/** Which kind of model an arena plays. */
type ArenasModel = Exclude<ExhibitModel, "pocket-instead">;

/** What an exhibit says that shows the pocket model, whatever the arena plays. */
export const shownPocket = (arenas: ArenasModel): ExhibitModel => (arenas === "pocket" ? "pocket" : "pocket-instead");

/** What exhibits are made from. They read the learner and never move it: what they train is a copy of their own. */
export interface ExhibitSource {
  readonly learner: Learner;
  /** The arena's own. */
  readonly model: ArenasModel;
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
  /** Where the arena's own model stands, and what a nat of KL costs it. */
  readonly standing: () => Pick<LineStanding, "startAnswers" | "currentAnswers"> & { readonly version: number };
  readonly klCoefficient: () => number;
  /** Prompts that no stage of training has seen. */
  readonly heldOut: readonly string[];
  /** What the session has voted on. */
  readonly preferences: () => Promise<readonly SessionPreference[]>;
  readonly parameters: ExhibitParameters;
  /** Of every draw. */
  readonly seed: number;
}

/** An exhibit can't be made; the message says why, to the host. */
export class NothingToShow extends Error {
  override readonly name = "NothingToShow";
}

/** A text as it is shown: dots say that it would have gone on. */
export function wholeOrCut({ decode, eosId }: Pick<Tokenizer, "decode" | "eosId">, tokens: readonly number[]): string {
  const text = decode(tokens).trim();
  return tokens.at(-1) === eosId || text === "" ? text : `${text}...`;
}

/** Texts, of which those unfit for a classroom are left out and counted. */
export function safeTexts(isSafe: (text: string) => boolean) {
  let leftOut = 0;
  return {
    get leftOut() {
      return leftOut;
    },
    /** Whether all of the texts may be shown together. */
    keep(...texts: readonly string[]): boolean {
      const may = texts.every((text) => text !== "" && isSafe(text));
      if (!may) leftOut++;
      return may;
    },
  };
}
