/** Kinds of models that are no decoder of the families here, and how a `config.json` tells that it is of the kind. */
const KINDS: readonly {
  readonly what: string;
  readonly advice?: string;
  /** `model_type` begins with one of these, whole words. */
  readonly types: readonly string[];
  /** Fields that only models of the kind have. */
  readonly fields?: readonly string[];
}[] = [
  {
    what: "a mixture of experts, of which each token takes another way",
    types: [
      ...[
        "mixtral",
        "qwen2_moe",
        "qwen3_moe",
        "olmoe",
        "granitemoe",
        "gpt_oss",
        "deepseek_v2",
        "deepseek_v3",
        "phimoe",
      ],
      ...["dbrx", "jetmoe", "llama4", "minimax", "glm4_moe", "ernie4_5_moe", "hunyuan_v1_moe", "flex_olmo", "lfm2_moe"],
    ],
    fields: ["num_local_experts", "num_experts", "n_routed_experts", "moe_intermediate_size"],
  },
  {
    what: "a model that reads pictures or sound too",
    advice: "Save its language part by itself with transformers, or choose a model for text alone",
    types: [
      ...[
        "llava",
        "llava_next",
        "llava_onevision",
        "mllama",
        "paligemma",
        "gemma3",
        "gemma3n",
        "idefics",
        "smolvlm",
        "pixtral",
      ],
      ...[
        "qwen2_vl",
        "qwen2_5_vl",
        "qwen3_vl",
        "internvl",
        "blip",
        "florence2",
        "mistral3",
        "qwen2_audio",
        "qwen2_5_omni",
      ],
      ...[
        "clip",
        "siglip",
        "siglip2",
        "vit",
        "dinov2",
        "whisper",
        "wav2vec2",
        "granite_speech",
        "voxtral",
        "ovis2",
        "phi4_multimodal",
      ],
    ],
    fields: ["vision_config", "audio_config", "vision_tower", "image_token_id"],
  },
  {
    what: "an encoder, which reads texts and writes none",
    types: [
      ...["bert", "roberta", "xlm-roberta", "distilbert", "deberta", "deberta-v2", "electra", "albert", "camembert"],
      ...["modernbert", "mpnet", "nomic_bert", "xlm", "longformer", "big_bird", "ernie", "eurobert", "new"],
    ],
  },
  {
    what: "a model with an encoder for the question and a decoder for the answer",
    types: [
      "t5",
      "mt5",
      "umt5",
      "bart",
      "mbart",
      "pegasus",
      "marian",
      "m2m_100",
      "blenderbot",
      "led",
      "t5gemma",
      "nllb-moe",
    ],
    fields: ["is_encoder_decoder"],
  },
  {
    what: "a model with a state in the place of attention, or beside it",
    types: [
      ...[
        "mamba",
        "mamba2",
        "falcon_mamba",
        "falcon_h1",
        "jamba",
        "bamba",
        "zamba",
        "zamba2",
        "rwkv",
        "recurrent_gemma",
        "nemotron_h",
      ],
      ...["granitemoehybrid", "lfm2", "qwen3_next", "qwen3_5", "qwen3_5_text", "plamo2", "minimax_text_01", "xlstm"],
    ],
    fields: ["mamba_d_state", "ssm_cfg", "state_size", "linear_attention_config"],
  },
];

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== 0;

/** The kind of a model that can't be read, with what to do; null where a `config.json` tells of none of them. */
export function otherKind(json: Readonly<Record<string, unknown>>): string | null {
  const type = String(json.model_type);
  const kind =
    KINDS.find(({ types }) => types.includes(type)) ??
    KINDS.find(({ fields = [] }) => fields.some((field) => isSet(json[field])));
  if (kind !== undefined) return `${kind.what}. ${kind.advice ?? "It can't be computed here"}`;
  if (json.use_bidirectional_attention === true)
    return 'an encoder: its tokens see those after them ("use_bidirectional_attention")';
  const [architecture = ""] = Array.isArray(json.architectures) ? json.architectures.map(String) : [];
  const task = /For(SequenceClassification|TokenClassification|QuestionAnswering|MultipleChoice|MaskedLM)$/.exec(
    architecture,
  );
  return task === null
    ? null
    : `a model for another task (${architecture}). Choose one that writes answers (ForCausalLM)`;
}
