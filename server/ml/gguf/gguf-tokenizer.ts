import { byteLevelModel } from "./byte-level-model.ts";
import { type GgufVocabulary, readVocabulary, TOKEN } from "./gguf-vocabulary.ts";
import type { GgufHeader } from "./read-header.ts";
import { sentencePieceModel } from "./sentencepiece-model.ts";

/** The files of a folder that say how texts become tokens, and where an answer ends. */
export interface GgufTokenizer {
  /** Contents by name: `tokenizer.json` and `tokenizer_config.json`. */
  readonly files: Readonly<Record<string, string>>;
  /** As `config.json` and `generation_config.json` name them. */
  readonly ids: Readonly<Record<string, number | readonly number[]>>;
  readonly vocabSize: number;
  /** What the file left open, and what was taken in its place. */
  readonly notes: readonly string[];
}

/**
 * Makes a tokenizer as transformers has it from a file's metadata.
 * @throws Error that names the field that is missing, wrong or not known
 */
export function readGgufTokenizer(header: Pick<GgufHeader, "fields">): GgufTokenizer {
  const vocabulary = readVocabulary(header);
  const { tokens, bos, unknown, addBos, template, ends } = vocabulary;
  const eos = ends[0]!;
  const pad = vocabulary.pad ?? eos;
  const { notes, ...model } = modelOf(vocabulary);
  const tokenizer = {
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: addedTokens(vocabulary),
    ...model,
    post_processor: addBos ? startWith(tokens[bos!]!, bos!) : null,
  };
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...(bos === undefined ? {} : { bos_token: tokens[bos] }),
    eos_token: tokens[eos],
    pad_token: tokens[pad],
    ...(unknown === undefined ? {} : { unk_token: tokens[unknown] }),
    add_bos_token: addBos,
    clean_up_tokenization_spaces: false,
    ...(template === undefined ? {} : { chat_template: template }),
  };
  return {
    files: {
      "tokenizer.json": `${JSON.stringify(tokenizer)}\n`,
      "tokenizer_config.json": `${JSON.stringify(config, null, 2)}\n`,
    },
    ids: {
      ...(bos === undefined ? {} : { bos_token_id: bos }),
      eos_token_id: ends.length === 1 ? eos : ends,
      pad_token_id: pad,
    },
    vocabSize: tokens.length,
    notes,
  };
}

function modelOf(vocabulary: GgufVocabulary) {
  if (vocabulary.kind === "gpt2") return byteLevelModel(vocabulary);
  if (vocabulary.kind === "llama") return sentencePieceModel(vocabulary);
  throw new Error(
    `its tokenizer is of the kind "${vocabulary.kind}" (field "tokenizer.ggml.model"), which can't be read. Take the model's original ` +
      "folder (safetensors) instead",
  );
}

const addedTokens = ({ kind, tokens, types }: GgufVocabulary): readonly object[] =>
  tokens.flatMap((content, id) => {
    const special = types[id] === TOKEN.control;
    // SentencePiece makes tokens of spaces alone by merges, like words.
    const isMerged = kind === "llama" && /^ +$/.test(content);
    if (!special && (types[id] !== TOKEN.userDefined || isMerged)) return [];
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });

/** Puts a token before every text. */
const startWith = (token: string, id: number): object => {
  const before = { SpecialToken: { id: token, type_id: 0 } };
  const text = (sequence: "A" | "B", type: number) => ({ Sequence: { id: sequence, type_id: type } });
  return {
    type: "TemplateProcessing",
    single: [before, text("A", 0)],
    pair: [before, text("A", 0), before, text("B", 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
};
