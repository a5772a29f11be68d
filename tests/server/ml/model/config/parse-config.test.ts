import { expect, test } from "vitest";
import { parseModelConfig } from "../../../../../server/ml/model/config/parse-config.ts";
import { formatLlamaConfig, parameterCount, weightShapes } from "../../../../../server/ml/model/llama-config.ts";
import { TINY } from "../../../../support/tiny-model.ts";

const json = formatLlamaConfig(TINY);
const without = (name: string) => Object.fromEntries(Object.entries(json).filter(([key]) => key !== name));

test("a config comes back from its JSON, and JSON from the text of a file", () => {
  expect(parseModelConfig(JSON.parse(JSON.stringify(json)))).toEqual(TINY);
});

test("what a file leaves out has the defaults of transformers", () => {
  const bare = ["num_key_value_heads", "head_dim", "rope_theta", "rms_norm_eps", "tie_word_embeddings"];
  const short = Object.fromEntries(Object.entries(json).filter(([name]) => !bare.includes(name)));
  const expected = { ...TINY, kvHeads: 4, headDim: 8, ropeTheta: 10_000, rmsNormEps: 1e-6, tiedEmbeddings: false };
  expect(parseModelConfig(short)).toEqual(expected);
});

test("the config of SmolLM2-135M gives its 134,515,008 parameters", () => {
  const smol = parseModelConfig({
    model_type: "llama",
    vocab_size: 49_152,
    hidden_size: 576,
    intermediate_size: 1_536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    max_position_embeddings: 8_192,
    rope_theta: 100_000,
    rope_scaling: null,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
    attention_bias: false,
  });
  expect(parameterCount(smol)).toBe(134_515_008);
  expect(weightShapes(smol)["model.layers.29.self_attn.k_proj.weight"]).toEqual([192, 576]);
  expect(Object.keys(weightShapes(smol))).not.toContain("lm_head.weight");
  expect(weightShapes({ ...smol, tiedEmbeddings: false })["lm_head.weight"]).toEqual([49_152, 576]);
});

test.each([
  ["nothing", null, /expected an object/],
  [
    "another architecture",
    { ...json, model_type: "gpt2" },
    /"model_type" is "gpt2"; models of these families can be read: Llama, /,
  ],
  ["no architecture", without("model_type"), /"model_type" is undefined; models of these families/],
  ["quantised weights", { ...json, quantization_config: { bits: 4 } }, /"quantization_config" is set/],
  [
    "scaled positions",
    { ...json, rope_scaling: { factor: 8 } },
    /"rope_scaling" is of type undefined; rotary positions can be default, linear, dynamic or llama3/,
  ],
  ["a missing size", without("intermediate_size"), /"intermediate_size" must be a whole number above 0, got undefined/],
  ["a missing vocabulary", without("vocab_size"), /"vocab_size"/],
  ["a size of text", { ...json, hidden_size: "32" }, /"hidden_size".*got "32"/],
  ["no layers", { ...json, num_hidden_layers: 0 }, /"num_hidden_layers"/],
  ["heads that keys cannot share", { ...json, num_key_value_heads: 3 }, /4 is not a multiple of num_key_value_heads 3/],
  ["a width that heads cannot share", { ...without("head_dim"), hidden_size: 33 }, /"head_dim"/],
  ["an odd head", { ...json, head_dim: 7 }, /head_dim 7 must be even/],
])("%s is refused", (_, given, reason) => {
  expect(() => parseModelConfig(given)).toThrow(reason);
});
