/** A prompt and a response to it, as plain texts: all that a taste sees. */
export interface Answer {
  readonly prompt: string;
  readonly response: string;
}

/** What somebody likes: higher is liked more. The unit is free, and only differences between answers to one prompt mean anything. */
export type Taste = (answer: Answer) => number;
