/** A sign of a text, in small letters, and where it is written: from one place to before another. */
export interface Sign {
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

/** A byte percent-encoded once or more often, a sign as JSON escapes it, or any sign. */
const WRITTEN = /%(?:25)*([\da-f]{2})|\\u([\da-f]{4})|\\([nrtfvb0"\\/])|[\s\S]/giu;

interface Byte {
  readonly byte: number;
  readonly from: number;
  readonly to: number;
}

/** The signs of a text as they stand, white space and invisible signs left out. */
export const signsOf = (text: string): readonly Sign[] =>
  [...text.matchAll(/[^\s\p{C}]/gu)].flatMap(({ 0: sign, index: from }) =>
    sign
      .toLowerCase()
      .split("")
      .map((unit) => ({ sign: unit, from, to: from + sign.length })),
  );

/** The same as they are meant: percent-encoding and JSON's escapes are read. */
export function meantSigns(text: string): readonly Sign[] {
  const signs: Sign[] = [];
  let bytes: Byte[] = [];
  const add = (meant: string, from: number, to: number) => {
    if (/[\s\p{C}]/u.test(meant)) return;
    for (const unit of meant.toLowerCase().split("")) signs.push({ sign: unit, from, to });
  };
  const addBytes = () => {
    for (let at = 0; at < bytes.length; ) {
      const some = bytes.slice(at, at + lengthFrom(bytes[at]!.byte));
      add(Buffer.from(some.map(({ byte }) => byte)).toString(), some[0]!.from, some.at(-1)!.to);
      at += some.length;
    }
    bytes = [];
  };
  for (const { 0: written, 1: percent, 2: code, 3: escaped, index: from } of text.matchAll(WRITTEN)) {
    const to = from + written.length;
    if (percent !== undefined) bytes.push({ byte: Number.parseInt(percent, 16), from, to });
    else {
      addBytes();
      if (code !== undefined) add(String.fromCharCode(Number.parseInt(code, 16)), from, to);
      else if (escaped === undefined) add(written, from, to);
      else if (/["\\/]/.test(escaped)) add(escaped, from, to);
    }
  }
  addBytes();
  return signs;
}

/** Bytes of a sign in UTF-8, by its first one. */
const lengthFrom = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1);
