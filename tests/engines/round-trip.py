"""Trains TRL's trainers for two steps each on what an arena exported, and loads its checkpoints in transformers and PEFT.

Called by round-trip.ts with the folder of the exports. Prints a line a check; ends with 1 when one fails.
"""

import json
import math
import sys
import tempfile
import time
import traceback
import zipfile
from importlib.metadata import version
from pathlib import Path

import datasets
import peft
import torch
import transformers
import trl
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

STEPS = 2
OUT = Path(sys.argv[1])
SCRATCH = Path(tempfile.mkdtemp(prefix="thumbwar-trl-"))

datasets.disable_progress_bars()
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


def tokenizer():
    """Every text as its bytes, so that nothing that the exports hold is unknown to it."""
    specials = ["<pad>", "<bos>", "<eos>"]
    vocab = {token: i for i, token in enumerate(specials + sorted(pre_tokenizers.ByteLevel.alphabet()))}
    bytes_alone = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    bytes_alone.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bytes_alone.decoder = decoders.ByteLevel()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=bytes_alone, pad_token="<pad>", bos_token="<bos>", eos_token="<eos>"
    )


TOKENIZER = tokenizer()


def tiny_llama(kind, **more):
    """A random model in a folder, from which some trainers load it a second time, as their reference."""
    torch.manual_seed(1)
    model = kind(
        transformers.LlamaConfig(
            vocab_size=len(TOKENIZER),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=1024,
            pad_token_id=TOKENIZER.pad_token_id,
            bos_token_id=TOKENIZER.bos_token_id,
            eos_token_id=TOKENIZER.eos_token_id,
            **more,
        )
    )
    folder = SCRATCH / kind.__name__
    model.save_pretrained(folder)
    return kind.from_pretrained(folder)


def rows_of(name):
    """The rows of an export as `datasets` loads them, which have to be those of its JSONL."""
    path = OUT / name
    loaded = datasets.load_dataset(
        "json" if path.suffix == ".jsonl" else "parquet",
        data_files=str(path),
        split="train",
        cache_dir=str(SCRATCH / "cache"),
    )
    with open(path.with_suffix(".jsonl"), encoding="utf-8") as lines:
        expected = [json.loads(line) for line in lines]
    assert loaded.to_list() == expected, "the rows differ from those of the JSONL"
    assert len(expected) > 0, "there are no rows"
    return loaded


def train(trainer, config, name, kind=transformers.LlamaForCausalLM, **more):
    """Two steps on a random model: every row has to reach them, the loss be a number, and the weights move."""
    rows = rows_of(name)
    model = tiny_llama(kind, **more)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    args = config(
        output_dir=str(SCRATCH / "runs"),
        max_steps=STEPS,
        per_device_train_batch_size=4,
        learning_rate=1e-3,
        max_length=1024,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
    )
    run = trainer(model=model, args=args, train_dataset=rows, processing_class=TOKENIZER)
    loss = run.train().training_loss
    assert run.state.global_step == STEPS, f"{run.state.global_step} steps were taken"
    assert math.isfinite(loss), f"the loss is {loss}"
    assert any(not torch.equal(value, before[key]) for key, value in model.state_dict().items()), "no weight moved"
    kept = len(run.train_dataset)
    expected = 2 * len(rows) if trainer is trl.KTOTrainer and "chosen" in rows.column_names else len(rows)
    assert kept == expected, f"{kept} of {expected} rows reached the trainer"
    return f"{kept} rows, loss {loss:.3f}"


def archive():
    """The ZIP with its data card: each form by its name, as the card says."""
    folder = SCRATCH / "all"
    with zipfile.ZipFile(OUT / "all.zip") as packed:
        packed.extractall(folder)
    counts = {}
    for form in ("preferences", "unpaired", "sft", "battles"):
        loaded = datasets.load_dataset(str(folder), form, split="train", cache_dir=str(SCRATCH / "cache"))
        counts[form] = len(loaded)
        with open(OUT / f"{form}.jsonl", encoding="utf-8") as lines:
            assert len(loaded) == sum(1 for _ in lines), f"{form} has other rows than its file"
    return ", ".join(f"{form} {count}" for form, count in counts.items())


def battles():
    rows = rows_of("battles.jsonl")
    assert rows[0]["conversation_a"][-1]["role"] == "assistant"
    winners = sorted(set(rows["winner"]))
    assert winners == ["model_a", "model_b", "tie", "tie (bothbad)"], winners
    return f"{len(rows)} rows"


def loaded_cleanly(kind, name):
    model, info = kind.from_pretrained(OUT / name, output_loading_info=True)
    wrong = {key: value for key, value in info.items() if value and key.endswith(("_keys", "_msgs"))}
    assert not wrong, f"weights don't fit: {wrong}"
    return model.eval()


def policy():
    model = loaded_cleanly(transformers.AutoModelForCausalLM, "policy")
    reads = transformers.AutoTokenizer.from_pretrained(OUT / "policy")
    prompt = reads("<bos>Why are cats so interesting?<sep>", add_special_tokens=False, return_tensors="pt").input_ids
    torch.manual_seed(1)
    answer = reads.decode(model.generate(prompt, max_new_tokens=64)[0], skip_special_tokens=True)
    assert len(answer.split()) > 8, f"it answers {answer!r}"
    return answer


def reward():
    model = loaded_cleanly(transformers.AutoModelForSequenceClassification, "reward")
    reads = transformers.AutoTokenizer.from_pretrained(OUT / "reward")
    asked = "<bos>Why are cats so interesting?<sep>"
    answers = ("How lovely that you ask!<eos>", "Ugh, not again.<eos>")
    with torch.no_grad():
        scores = [
            model(reads(asked + text, add_special_tokens=False, return_tensors="pt").input_ids).logits.item()
            for text in answers
        ]
    assert all(map(math.isfinite, scores)) and scores[0] != scores[1], scores
    return f"kind {scores[0]:.2f}, grumpy {scores[1]:.2f}"


def adapter():
    """On its base it has to say what the merged export says, and something else than the base alone."""
    base = loaded_cleanly(transformers.AutoModelForCausalLM, "base").float()
    merged = loaded_cleanly(transformers.AutoModelForCausalLM, "merged").float()
    tokens = torch.tensor([[1, 20, 30, 40, 50, 60]])
    with torch.no_grad():
        alone = base(tokens).logits
        both = peft.PeftModel.from_pretrained(base, OUT / "adapter").eval()
        with_adapter = both(tokens).logits
        apart = (with_adapter - merged(tokens).logits).abs().max().item()
        moved = (with_adapter - alone).abs().max().item()
    assert apart < 1e-4 and moved > 0.01, f"apart {apart}, moved {moved}"
    return f"merged differs by {apart:.1e}, base by {moved:.2f}"


def checks():
    for kind in ("jsonl", "parquet"):
        preferences, unpaired, sft = (f"{form}.{kind}" for form in ("preferences", "unpaired", "sft"))
        yield "DPOTrainer", preferences, lambda: train(trl.DPOTrainer, trl.DPOConfig, preferences)
        yield (
            "RewardTrainer",
            preferences,
            lambda: train(
                trl.RewardTrainer,
                trl.RewardConfig,
                preferences,
                transformers.LlamaForSequenceClassification,
                num_labels=1,
            ),
        )
        yield "KTOTrainer", preferences, lambda: train(trl.KTOTrainer, trl.KTOConfig, preferences)
        yield "KTOTrainer", unpaired, lambda: train(trl.KTOTrainer, trl.KTOConfig, unpaired)
        yield "SFTTrainer", sft, lambda: train(trl.SFTTrainer, trl.SFTConfig, sft)
    yield "load_dataset", "battles.jsonl", battles
    yield "load_dataset", "all.zip", archive
    yield "AutoModelForCausalLM", "policy", policy
    yield "AutoModelForSequenceClassification", "reward", reward
    yield "PeftModel", "adapter", adapter


def main():
    libraries = ("trl", "transformers", "peft", "datasets", "torch")
    print(", ".join(f"{name} {version(name)}" for name in libraries))
    failures = 0
    for what, name, check in checks():
        began = time.monotonic()
        try:
            told = f"ok      {check()}"
        except Exception as error:
            failures += 1
            traceback.print_exc()
            told = f"FAILED  {type(error).__name__}: {error}"
        print(f"{what:35}{name:21}{time.monotonic() - began:5.1f} s  {told}", flush=True)
    print("All passed." if failures == 0 else f"{failures} failed.")
    return 1 if failures else 0


sys.exit(main())
