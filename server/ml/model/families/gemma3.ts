import { readTwoRopes } from "../config/read-rope.ts";
import { type Family, slidingLayers, windowsOf } from "./family.ts";
import { GEMMA_DEFAULTS, gemmaNorms, softCap } from "./gemma2.ts";

/** Each head's queries and keys are normed, five of six layers slide, and those have a rotary base of their own (Gemma Team 2025). */
export const gemma3: Family = {
  name: "Gemma 3 (text)",
  defaults: { ...GEMMA_DEFAULTS, rope_theta: 1_000_000, rope_local_base_freq: 10_000, sliding_window_pattern: 6 },
  differences(fields, shape) {
    const pattern = fields.count("sliding_window_pattern");
    const slides = slidingLayers(fields, shape, (layer) => (layer + 1) % pattern !== 0);
    const { full, sliding } = readTwoRopes(fields, shape.context);
    return {
      ...gemmaNorms(fields, shape),
      ...softCap(fields, "final_logit_softcapping", "logitSoftCap"),
      queryKeyNorm: "head",
      ...windowsOf(slides, fields.positiveOrNull("sliding_window")),
      ropes: slides.map((one) => (one ? sliding : full)),
    };
  },
};
