export interface Tokenizer {
  readonly vocabSize: number;
  readonly padId: number;
  readonly bosId: number;
  readonly sepId: number;
  readonly eosId: number;
  /** Ids of a text as it stands in a prompt or response, without special tokens, even if the text spells one. */
  encode(text: string): number[];
  /** `<bos>text<sep>`: what a response is generated after. */
  encodePrompt(text: string): number[];
  /** The text of ids, special tokens and the space before the first word dropped. */
  decode(ids: readonly number[]): string;
}
