/** What came of a question: an answer that may be dealt, or why what was said can't be. */
export type Answered = { readonly text: string } | { readonly unusable: string };

/** A model that answers the arena's prompts beside its own policy and isn't trained. */
export interface Contestant {
  /** The same after a restart, another one for another model: its answers and its rating are kept under it. */
  readonly name: string;
  /** Calls that may run side by side. */
  readonly lanes: number;
  /** @throws EndpointError when the endpoint fails; the signal's reason when aborted */
  answer(prompt: string, signal?: AbortSignal): Promise<Answered>;
}
