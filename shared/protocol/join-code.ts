/** Blanks, signs and characters that nobody sees: a code is copied with them, or typed. */
const BETWEEN = /[\s\p{P}\p{S}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const IN_LINK = /\/(?:play|host|board|results|join)\/([A-Za-z]{4,5})(?:[/?#]|$)/;

/**
 * The join code in what was typed or pasted: in any case, letter by letter, in full-width letters, with quotation marks, or a whole link.
 *
 * @returns it in the form in which it's stored; null where there is none
 */
export function readJoinCode(typed: string): string | null {
  const plain = typed.slice(0, 500).normalize("NFKC").trim();
  const inLink = IN_LINK.exec(plain)?.[1];
  const code = (inLink ?? plain.replace(BETWEEN, "")).toUpperCase();
  return /^[A-Z]{4,5}$/.test(code) ? code : null;
}
