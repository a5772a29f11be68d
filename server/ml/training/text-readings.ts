import { textFeatures } from "../../reward/features/text-features.ts";
import type { ReferenceModel } from "./reference-model.ts";

/**
 * A reference model whose readings tell of the texts too: after the features that its states give come those of the text. They take some
 * milliseconds for the 256 answers of an iteration.
 * @param decode tokens to text
 */
export function readTexts(reference: ReferenceModel, decode: (tokens: readonly number[]) => string): ReferenceModel {
  return {
    async read(sequences) {
      const readings = await reference.read(sequences);
      return readings.map((reading, i) => {
        const { prompt, response } = sequences[i]!;
        const ofText = textFeatures(decode(prompt), decode(response));
        const features = new Float32Array(reading.features.length + ofText.length);
        features.set(reading.features);
        features.set(ofText, reading.features.length);
        return { ...reading, features };
      });
    },
    dispose: () => reference.dispose(),
  };
}
