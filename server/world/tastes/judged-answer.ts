/** A prompt and a response to it, as plain texts: all that a taste sees. */
export interface JudgedAnswer {
  readonly prompt: string;
  readonly response: string;
}

/** Higher is liked more; only differences between answers to the same prompt mean anything. */
export type Taste = (answer: JudgedAnswer) => number;
