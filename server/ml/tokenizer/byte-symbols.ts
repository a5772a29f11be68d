/**
 * GPT-2's printable stand-ins for the 256 bytes (Radford et al. 2019, `bytes_to_unicode`): printable Latin-1 characters
 * stand for themselves, the rest are moved up from U+0100, so a space is "Ġ".
 */
const isPrintable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

let moved = 0;
/** Symbol of each byte, by byte. */
export const byteSymbols: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCodePoint(isPrintable(byte) ? byte : 256 + moved++),
);

const encoder = new TextEncoder();

/** The bytes of a text as symbols. */
export function toByteSymbols(text: string): string[] {
  return Array.from(encoder.encode(text), (byte) => byteSymbols[byte]!);
}
