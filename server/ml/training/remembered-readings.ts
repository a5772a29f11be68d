import type { Sequence } from "../model/batch-layout.ts";
import type { Reading, ReferenceModel } from "./reference-model.ts";

/** Readings that are kept: of the answers that wait for their votes, above all. */
const KEPT = 1_024;

const keyOf = ({ prompt, response }: Sequence): string => `${prompt.join()}|${response.join()}`;

/**
 * A reference model that reads no sequence twice: answers are read when they are drawn, and again when their votes come. The ones that were wanted
 * longest ago are forgotten first.
 */
export function rememberReadings(reference: ReferenceModel): ReferenceModel {
  const known = new Map<string, Reading>();
  return {
    async read(sequences) {
      const keys = sequences.map(keyOf);
      const fresh = new Map<string, Sequence>();
      for (const [i, key] of keys.entries()) if (!known.has(key)) fresh.set(key, sequences[i]!);
      const readings = await reference.read([...fresh.values()]);
      const read = new Map([...fresh.keys()].map((key, i) => [key, readings[i]!]));
      const all = keys.map((key) => read.get(key) ?? known.get(key)!);
      for (const [i, key] of keys.entries()) {
        known.delete(key);
        known.set(key, all[i]!);
      }
      for (const key of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(key);
      }
      return all;
    },
    dispose: () => reference.dispose(),
  };
}
