"""Makes the references beside it: what gguf, tokenizers, sentencepiece and transformers say of small GGUF files.

    pip install torch transformers gguf tokenizers sentencepiece
    python tests/server/ml/gguf/make-references.py

Nothing of the project needs Python; the tests read what it wrote. tensor-types.json holds blocks and their numbers, tokenizers.json
vocabularies with texts and ids, models.json log-probabilities of the tiny random models in models/.
"""

import base64
import io
import json
import tempfile
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
import torch
from gguf import GGMLQuantizationType as Type
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.modeling_gguf_pytorch_utils import GGUF_SUPPORTED_ARCHITECTURES
from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_PRE_TOKENIZER_SPLITS, convert_gguf_tokenizer

HERE = Path(__file__).parent
random = np.random.default_rng(13)


def text64(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


# Blocks of random bits, so that every bit counts. Scales are kept finite: their exponent isn't all ones.
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}


def blocks(name):
    block, width = gguf.GGML_QUANT_SIZES[Type[name]]
    data = random.integers(0, 256, (3, width), dtype=np.uint8)
    for at in SCALES.get(name, range(0, width, 2) if name in ("F16", "BF16") else []):
        data[:, at + 1] &= 0xBF
    if name == "F32":
        data = random.normal(size=3).astype(np.float32).view(np.uint8).reshape(3, 4)
    numbers = gguf.quants.dequantize(data, Type[name]).astype(np.float32).reshape(-1)
    assert len(numbers) == 3 * block and np.isfinite(numbers).all()
    return {"type": int(Type[name]), "name": name, "data": text64(data), "numbers": text64(numbers)}


TEXTS = [
    "Why is the sky blue?",
    "I'll say it's FINE, don't you? WE'LL SEE, they've gone.",
    "In 2024, 1234567 people paid 3.99 and 50% more; room 42b, x86_64.",
    "two  spaces,   three, and a tab\tand\n\na blank line\r\nand  \n  more \n",
    " a space before and one behind ",
    "Straße, naïve café, Ångström, œuvre, ¿qué? ¡sí!",
    "Почему небо голубое? 你好，世界！为什么？ こんにちは 안녕하세요 नमस्ते ไทย",
    "שלום עולם, مرحبا بالعالم ١٢٣",
    "Emoji: 😀👍🏽 👩‍👩‍👧 🇪🇺 and signs → ≠ € ½ ² №",
    "camelCaseWords HTTPServer snake_case (brackets) [x] {y} <z> a/b\\c --flag=\"v\" // remark",
    "e\u0301 and o\u0308 in two parts",
    "!!! ??? ... ___ ~~~",
    "",
]
PRE = {"gpt-2": None, "smollm": "digits", "llama-bpe": "llama-bpe", "qwen2": "qwen2", "tekken": "tekken", "gpt-4o": "gpt-4o"}
IGNORE_MERGES = ["llama-bpe", "tekken"]


def byte_level():
    """A vocabulary whose merges cross words, digits and signs, so that the way a text is cut shows in its ids."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r".{1,24}"), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trained.train_from_iterator(TEXTS * 3, trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokens = specials + sorted(model["vocab"], key=model["vocab"].get) + ["<think>"]
    types = [3] * 3 + [1] * len(model["vocab"]) + [4]
    merges = [" ".join(pair) for pair in model["merges"]]
    ids = {}
    for pre, way in PRE.items():
        vocab = {token: id for id, token in enumerate(tokens)}
        rust = Tokenizer(
            models.BPE(vocab, [tuple(m.split(" ")) for m in merges], ignore_merges=pre in IGNORE_MERGES)
        )
        plain = pre_tokenizers.ByteLevel(False)
        cut = way and way != "digits" and pre_tokenizers.Split(Regex(GGUF_PRE_TOKENIZER_SPLITS[way]), "isolated")
        parts = [cut, pre_tokenizers.ByteLevel(False, use_regex=False)] if cut else [plain]
        if way == "digits":
            parts = [pre_tokenizers.Digits(individual_digits=True), plain]
        rust.pre_tokenizer = pre_tokenizers.Sequence(parts)
        if pre == "qwen2":
            rust.normalizer = normalizers.NFC()
        rust.decoder = decoders.ByteLevel()
        rust.add_special_tokens(specials)
        rust.add_tokens(["<think>"])
        ids[pre] = [rust.encode(text, add_special_tokens=False).ids for text in TEXTS]
        theirs = convert_gguf_tokenizer(
            "llama",
            {"tokenizer_type": "gpt2", "pre_tokenizer_type": pre, "tokens": tokens, "merges": merges, "token_type": types},
        )[0]
        if pre == "gpt-2":
            assert ids[pre] == [theirs.encode(text, add_special_tokens=False).ids for text in TEXTS]
    assert len({json.dumps(one) for one in ids.values()}) == len(ids)
    return {"tokens": tokens, "types": types, "merges": merges, "ids": ids}


def sentencepieces(prefix):
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for text in TEXTS for line in text.split("\n") if line] * 3),
        model_writer=made,
        model_type="bpe",
        vocab_size=620,
        byte_fallback=True,
        character_coverage=0.98,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=prefix,
        split_by_whitespace=True,
        allow_whitespace_only_pieces=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    model = sentencepiece.SentencePieceProcessor(model_proto=made.getvalue())
    count = model.get_piece_size()

    def kind(id):
        if model.is_unknown(id):
            return 2
        if model.is_control(id):
            return 3
        return 6 if model.is_byte(id) else 1

    tokens = [model.id_to_piece(id) for id in range(count)]
    scores = [model.get_score(id) for id in range(count)]
    types = [kind(id) for id in range(count)]
    return {"prefix": prefix, "tokens": tokens, "scores": scores, "types": types, "ids": [model.encode(text) for text in TEXTS]}


SIZES = {
    "vocab_size": 260,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
}
GEMMA = {"head_dim": 16, "query_pre_attn_scalar": 16, "sliding_window": 9, "tie_word_embeddings": True}
LLAMA3 = {
    "rope_type": "llama3",
    "factor": 32.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}
MULTIPLIERS = {
    "embedding_multiplier": 6.0,
    "attention_multiplier": 0.25,
    "residual_multiplier": 0.22,
    "logits_scaling": 3.0,
}
MODELS = {
    "llama": {"model_type": "llama", "rope_theta": 500.0, "rms_norm_eps": 1e-5, "tie_word_embeddings": True},
    "llama-linear": {"model_type": "llama", "head_dim": 16, "rope_scaling": {"rope_type": "linear", "factor": 2.5}},
    "qwen2": {"model_type": "qwen2", "rope_theta": 1e6, "use_sliding_window": False},
    "qwen3": {"model_type": "qwen3", "head_dim": 16, "rope_theta": 1e6, "tie_word_embeddings": True},
    "gemma2": {"model_type": "gemma2", "attn_logit_softcapping": 20.0, "final_logit_softcapping": 9.0, **GEMMA},
    "gemma3": {"model_type": "gemma3_text", "rope_theta": 1e6, **GEMMA, "num_hidden_layers": 6},
    "llama3": {"model_type": "llama", "head_dim": 16, "rope_theta": 500000.0, "rope_scaling": LLAMA3},
    "smollm3": {"model_type": "smollm3", "pad_token_id": 0, "rope_theta": 5e6, "num_hidden_layers": 5, "tie_word_embeddings": True},
    "olmo2": {"model_type": "olmo2", "rope_theta": 500000.0},
    "granite": {"model_type": "granite", "tie_word_embeddings": True, **MULTIPLIERS},
}
# Those that llama.cpp rotates in pairs of neighbours.
PAIRED = ["llama", "smollm3", "granite"]
# How numbers are stored, one after another; rows of 32 and of 64 numbers can have these.
STORED = [Type.Q4_0, Type.Q8_0, Type.Q4_1, Type.Q5_0, Type.BF16, Type.Q5_1, Type.F16]
LENGTH = 40


def paired(weights, heads):
    """What llama.cpp's convert_hf_to_gguf.py does to queries and keys of a Llama."""
    return weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:]).swapaxes(1, 2).reshape(weights.shape)


def llama3_factors(head, theta):
    """What llama.cpp's convert_hf_to_gguf.py divides frequencies by (its generate_extra_tensors)."""
    factors = []
    low, high = (LLAMA3["original_max_position_embeddings"] / LLAMA3[f"{way}_freq_factor"] for way in ["low", "high"])
    for frequency in 1.0 / (theta ** (np.arange(0, head, 2, dtype=np.float32) / head)):
        wave = 2 * np.pi / frequency
        if wave < high:
            factors.append(1)
        elif wave > low:
            factors.append(LLAMA3["factor"])
        else:
            smooth = (LLAMA3["original_max_position_embeddings"] / wave - 1) / (LLAMA3["high_freq_factor"] - 1)
            factors.append(1 / ((1 - smooth) / LLAMA3["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def model(name, config):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps({**SIZES, **config}))
        parsed = AutoConfig.from_pretrained(folder)
    network = AutoModelForCausalLM.from_config(parsed, attn_implementation="eager", dtype=torch.float32).eval()
    arch = {"gemma3_text": "gemma3"}.get(parsed.model_type, parsed.model_type)
    path = HERE / "models" / f"{name}.gguf"
    writer = gguf.GGUFWriter(path, arch)
    writer.add_name(name)
    writer.add_context_length(parsed.max_position_embeddings)
    writer.add_embedding_length(parsed.hidden_size)
    writer.add_block_count(parsed.num_hidden_layers)
    writer.add_feed_forward_length(parsed.intermediate_size)
    writer.add_head_count(parsed.num_attention_heads)
    writer.add_head_count_kv(parsed.num_key_value_heads)
    writer.add_layer_norm_rms_eps(parsed.rms_norm_eps)
    head = getattr(parsed, "head_dim", None) or parsed.hidden_size // parsed.num_attention_heads
    writer.add_key_length(head)
    writer.add_value_length(head)
    ropes = parsed.rope_parameters
    writer.add_rope_freq_base(ropes.get("full_attention", ropes)["rope_theta"])
    if arch == "llama":
        writer.add_rope_dimension_count(head)
    if config.get("rope_scaling") is LLAMA3:
        writer.add_tensor("rope_freqs.weight", llama3_factors(head, ropes["rope_theta"]))
    elif "rope_scaling" in config:
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(config["rope_scaling"]["factor"])
    if arch.startswith("gemma"):
        writer.add_sliding_window(parsed.sliding_window)
    if arch == "gemma2":
        writer.add_attn_logit_softcapping(parsed.attn_logit_softcapping)
        writer.add_final_logit_softcapping(parsed.final_logit_softcapping)
    if arch == "granite":
        writer.add_embedding_scale(parsed.embedding_multiplier)
        writer.add_attention_scale(parsed.attention_multiplier)
        writer.add_residual_scale(parsed.residual_multiplier)
        writer.add_logit_scale(parsed.logits_scaling)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(["<|endoftext|>", "<|im_start|>", "<|im_end|>", *alphabet, "th"])
    writer.add_token_types([3] * 3 + [1] * (len(alphabet) + 1))
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(False)
    names = gguf.get_tensor_name_map({a: k for k, a in gguf.MODEL_ARCH_NAMES.items()}[arch], parsed.num_hidden_layers)
    state = network.state_dict()
    kept = {}
    for i, (key, tensor) in enumerate(state.items()):
        if key == "lm_head.weight" and parsed.tie_word_embeddings:
            continue
        numbers = random.normal(size=tuple(tensor.shape)).astype(np.float32)
        is_norm = key.endswith("norm.weight")
        shift = 1.0 if is_norm and arch.startswith("gemma") else 0.0
        if is_norm:
            numbers = 0.2 * numbers + (0.0 if shift else 1.0)
        elif numbers.ndim == 2:
            numbers *= 0.6 if "embed" in key else 1.5 / numbers.shape[1] ** 0.5
        heads = {"q_proj": parsed.num_attention_heads, "k_proj": parsed.num_key_value_heads}.get(key.split(".")[-2])
        change = heads and arch in PAIRED
        stored = paired(numbers, heads) if change else numbers + np.float32(shift)
        kind = STORED[i % len(STORED)] if numbers.ndim == 2 else Type.F32
        data = gguf.quants.quantize(stored, kind)
        stem, ending = key.rsplit(".", 1)
        writer.add_tensor(f"{names.get_name(stem)}.{ending}", data, raw_dtype=kind)
        read = gguf.quants.dequantize(data, kind).astype(np.float32)
        if change:
            read = read.reshape(heads, read.shape[0] // heads // 2, 2, -1).swapaxes(1, 2).reshape(numbers.shape)
        kept[key] = torch.tensor(read - np.float32(shift))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    missing, unexpected = network.load_state_dict(kept, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    network.tie_weights()
    ids = random.integers(3, SIZES["vocab_size"], LENGTH).tolist()
    own = log_probs(network, ids)
    if arch not in GGUF_SUPPORTED_ARCHITECTURES:
        return {"name": name, "ids": ids, "logProbs": own}
    # Its own config, since transformers doesn't read all of it from a file: Qwen3's width of a head, Gemma's caps, a linear scaling.
    theirs = AutoModelForCausalLM.from_pretrained(
        HERE / "models", gguf_file=path.name, config=parsed, attn_implementation="eager", dtype=torch.float32
    ).eval()
    difference = max(abs(a - b) for a, b in zip(own, log_probs(theirs, ids)))
    assert difference < 1e-4, (name, difference)
    return {"name": name, "ids": ids, "logProbs": own}


def log_probs(network, ids):
    with torch.no_grad():
        logits = network(torch.tensor([ids])).logits[0].double()
    return [round(x, 6) for x in torch.log_softmax(logits, -1)[range(len(ids) - 1), ids[1:]].tolist()]


def write(name, rows):
    path = HERE / name
    path.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
    print(f"{path}: {len(rows)}, {path.stat().st_size} bytes")


write("tensor-types.json", [blocks(name) for name in ["F32", "F16", "BF16", *SCALES]])
write("tokenizers.json", [{"texts": TEXTS, **one} for one in [byte_level(), sentencepieces(True), sentencepieces(False)]])
(HERE / "models").mkdir(exist_ok=True)
write("models.json", [model(name, config) for name, config in MODELS.items()])
