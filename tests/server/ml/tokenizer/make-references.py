"""
Writes references.json beside it: tiny tokenizers of the kinds that models have, and the ids that the Rust library gives for some texts.
Run by hand, with the packages tokenizers (0.23): python tests/server/ml/tokenizer/make-references.py
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "Why is the sky blue? It's because light scatters.",
    "Die Straße ist naß, größer & schöner.",
    "Привет, мир! 12345 cats can't  say 'why'.\n",
] * 5
TEXTS = [
    "Why is the sky blue?",
    "Why?\nIs it so?",
    "  two  spaces   three\t tab\n\n\nlines ",
    "I'm, you're; he'LL don’t 12345 1,234.56",
    "größer, naïve e\u0301, ½ Ⅷ",
    "Привет, мир",
    "日本語 の文",
    "🚀 family 👩‍👩‍👧",
    "a<extra>b <|im_end|> c",
    "▁ _x_ ",
    "def f(x):\n    return x**2",
]
SPECIAL = ["<unk>", "<s>", "</s>", "<|im_end|>"]
BYTES = [f"<0x{i:02X}>" for i in range(256)]
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
ADDED = AddedToken("<extra>", normalized=False)


def byte_level(pre_tokenizer, normalizer=None, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_tokens([ADDED])
    return tokenizer


def split(pattern):
    plain = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), plain])


def with_bytes(model, normalizer, pre_tokenizer, decoder):
    tokenizer = Tokenizer(model)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoder
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens([ADDED])
    return tokenizer


def fallback_bpe():
    helper = Tokenizer(models.BPE())
    helper.normalizer = normalizers.Replace(" ", "▁")
    helper.pre_tokenizer = pre_tokenizers.Split(Regex("▁[^▁]*"), "isolated")
    helper.train_from_iterator(CORPUS[:2], trainers.BpeTrainer(vocab_size=90, show_progress=False))
    trained = json.loads(helper.to_str())["model"]
    pieces = [*SPECIAL[:3], *BYTES, *sorted(trained["vocab"], key=trained["vocab"].get)]
    merges = [tuple(pair) for pair in trained["merges"]]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    return models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)


def fallback_unigram():
    helper = Tokenizer(models.Unigram())
    helper.pre_tokenizer = pre_tokenizers.Metaspace()
    helper.train_from_iterator(CORPUS[:2], trainers.UnigramTrainer(vocab_size=60, show_progress=False))
    trained = json.loads(helper.to_str())["model"]["vocab"]
    pieces = [(piece, 0.0) for piece in [*SPECIAL[:3], *BYTES]] + [(piece, score) for piece, score in trained]
    return models.Unigram(pieces, 0, True)


LLAMA_DECODER = decoders.Sequence(
    [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
)
LLAMA_NORMALIZER = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
GEMMA_DECODER = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])

tokenizers = {
    "GPT-2": byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False)),
    "Llama 3": byte_level(split(LLAMA3), ignore_merges=True),
    "Qwen": byte_level(split(LLAMA3.replace("{1,3}", "")), normalizers.NFC()),
    "SmolLM": byte_level(
        pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
    ),
    "Llama 2": with_bytes(fallback_bpe(), LLAMA_NORMALIZER, None, LLAMA_DECODER),
    "Mistral": with_bytes(fallback_bpe(), None, pre_tokenizers.Metaspace("▁", "first", False), LLAMA_DECODER),
    "Gemma": with_bytes(
        fallback_bpe(), normalizers.Replace(" ", "▁"), pre_tokenizers.Split(" ", "merged_with_previous"), GEMMA_DECODER
    ),
    "Unigram": with_bytes(fallback_unigram(), None, pre_tokenizers.Metaspace("▁", "always", True), LLAMA_DECODER),
}
tokenizers["Llama 2"].post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])

references = [
    {
        "name": name,
        "tokenizer": tokenizer.to_str(),
        "texts": [
            {
                "text": text,
                "ids": (ids := tokenizer.encode(text, add_special_tokens=False).ids),
                "withSpecials": tokenizer.encode(text).ids,
                "decoded": tokenizer.decode(ids, skip_special_tokens=True),
            }
            for text in TEXTS
        ],
    }
    for name, tokenizer in tokenizers.items()
]
lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in references)
Path(__file__).with_name("references.json").write_text(f"[\n{lines}\n]\n")
