"""Makes references.json beside it: what transformers and PEFT say of tiny random models of each family.

    pip install torch transformers peft
    python tests/server/ml/model/families/make-references.py

Nothing of the project needs Python; families.test.ts reads the JSON. Weights are drawn here and there by one rule
(tests/support/reference-weights.ts), so that no file of weights is kept.
"""

import json
import math
import tempfile
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

SIZES = {
    "vocab_size": 96,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "pad_token_id": 0,
}
LLAMA = {"model_type": "llama", "rms_norm_eps": 1e-5, "tie_word_embeddings": False, **SIZES}
GEMMA3 = {"model_type": "gemma3_text", "head_dim": 16, "query_pre_attn_scalar": 24, "sliding_window": 9, **SIZES}

# config.json as folders have it, old and new ways of writing included.
CONFIGS = {
    "llama": LLAMA,
    "llama with biases": {**LLAMA, "attention_bias": True, "mlp_bias": True, "tie_word_embeddings": True},
    "llama with rope_scaling llama3": {
        **LLAMA,
        "head_dim": 12,
        "rope_theta": 500000.0,
        "rope_scaling": {
            "rope_type": "llama3",
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 16,
        },
    },
    "llama with rope_parameters llama3": {
        **LLAMA,
        "rope_parameters": {
            "rope_type": "llama3",
            "rope_theta": 700.0,
            "factor": 4.0,
            "low_freq_factor": 0.5,
            "high_freq_factor": 3.0,
            "original_max_position_embeddings": 24,
        },
    },
    "llama with linear scaling": {**LLAMA, "rope_scaling": {"type": "linear", "factor": 2.5}},
    "llama with dynamic scaling": {**LLAMA, "rope_scaling": {"type": "dynamic", "factor": 4.0}},
    "mistral": {"model_type": "mistral", "sliding_window": 11, "rope_theta": 1e6, **SIZES},
    "mistral without a window": {"model_type": "mistral", "sliding_window": None, "head_dim": 12, **SIZES},
    "qwen2": {"model_type": "qwen2", "use_sliding_window": False, "sliding_window": 6, "rope_theta": 1e6, **SIZES},
    "qwen2 with windows": {
        "model_type": "qwen2",
        "use_sliding_window": True,
        "sliding_window": 7,
        "max_window_layers": 1,
        "tie_word_embeddings": True,
        **SIZES,
    },
    "qwen3": {"model_type": "qwen3", "head_dim": 16, "rope_theta": 1e6, "tie_word_embeddings": True, **SIZES},
    "smollm3": {
        "model_type": "smollm3",
        "no_rope_layers": [1, 0, 1],
        "use_sliding_window": True,
        "sliding_window": 10,
        **SIZES,
    },
    "smollm3 by interval": {"model_type": "smollm3", **SIZES, "no_rope_layer_interval": 2, "num_hidden_layers": 4},
    "gemma2": {
        "model_type": "gemma2",
        "head_dim": 16,
        "query_pre_attn_scalar": 24,
        "sliding_window": 9,
        "attn_logit_softcapping": 2.0,
        "final_logit_softcapping": 5.0,
        **SIZES,
    },
    "gemma3": {
        **GEMMA3,
        "sliding_window_pattern": 3,
        "rope_theta": 1e6,
        "rope_local_base_freq": 300.0,
        "rope_scaling": {"rope_type": "linear", "factor": 8.0},
        "final_logit_softcapping": None,
    },
    "gemma3 of newer folders": {
        **GEMMA3,
        "layer_types": ["full_attention", "sliding_attention", "full_attention"],
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": 5000.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 90.0},
        },
    },
    "olmo2": {"model_type": "olmo2", "rope_theta": 500000.0, **SIZES},
    "granite": {
        "model_type": "granite",
        "attention_bias": True,
        "embedding_multiplier": 3.0,
        "attention_multiplier": 0.2,
        "residual_multiplier": 0.6,
        "logits_scaling": 1.7,
        "tie_word_embeddings": True,
        **SIZES,
    },
}
# Families whose adapter is compared with PEFT too.
ADAPTED = ["llama", "qwen2", "gemma3", "granite"]
LOW_RANK = {"r": 3, "lora_alpha": 6, "target_modules": ["q_proj", "v_proj", "o_proj", "down_proj"]}
LENGTH = 56


def uniform(name):
    """Numbers in [0, 1): mulberry32, seeded with the FNV-1a hash of a name."""
    state = 0x811C9DC5
    for byte in name.encode():
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def drawn(name, shape, centre_of_norms):
    if name.endswith("norm.weight"):
        centre, spread = centre_of_norms, 0.4
    elif len(shape) == 1:
        centre, spread = 0.0, 0.5
    elif "embed_tokens" in name:
        centre, spread = 0.0, 0.6
    else:
        centre, spread = 0.0, 2.5 / math.sqrt(shape[1])
    draw = uniform(name)
    values = [centre + spread * (2 * next(draw) - 1) for _ in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).to(torch.float32).reshape(shape)


def log_probs(model, ids):
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].double()
    chosen = torch.log_softmax(logits, -1)[torch.arange(len(ids) - 1), torch.tensor(ids[1:])]
    return [round(value, 7) for value in chosen.tolist()]


def reference(name, config):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(config))
        parsed = AutoConfig.from_pretrained(folder)
    model = AutoModelForCausalLM.from_config(parsed, attn_implementation="eager", dtype=torch.float32).eval()
    centre = 0.0 if config["model_type"].startswith("gemma") else 1.0
    own = {key for key in model.state_dict() if not (parsed.tie_word_embeddings and key == "lm_head.weight")}
    weights = {key: drawn(key, list(model.state_dict()[key].shape), centre) for key in own}
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (name, missing, unexpected)
    model.tie_weights()
    draw = uniform(f"ids of {name}")
    ids = [4 + int(next(draw) * (config["vocab_size"] - 4)) for _ in range(LENGTH)]
    found = {"name": name, "config": config, "ids": ids, "logProbs": log_probs(model, ids)}
    if name in ADAPTED:
        adapted = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **LOW_RANK)).eval()
        with torch.no_grad():
            for key, tensor in adapted.named_parameters():
                if "lora_" in key:
                    plain = key.removeprefix("base_model.model.").replace(".default.", ".")
                    tensor.copy_(drawn(plain, list(tensor.shape), centre))
        found["adapted"] = log_probs(adapted, ids)
    return found


references = [reference(name, config) for name, config in CONFIGS.items()]
path = Path(__file__).parent / "references.json"
rows = ",\n".join(json.dumps(one) for one in references)
path.write_text(f"[\n{rows}\n]\n")
print(f"{path}: {len(references)} models, {path.stat().st_size} bytes")
