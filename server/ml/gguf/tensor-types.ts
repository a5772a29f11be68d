/** How the numbers of a tensor are stored: in blocks of so many numbers and so many bytes (ggml, "ggml-common.h"). */
export interface TensorType {
  readonly name: string;
  /** Numbers. */
  readonly block: number;
  /** Of a block. */
  readonly bytes: number;
  /** Puts the numbers of whole blocks into `out`. */
  readonly decode: (data: Uint8Array, out: Float32Array) => void;
}

export const blocksOf = ({ block }: TensorType, numbers: number): number => numbers / block;

/** Half-precision numbers by their bits: a table is many times faster than arithmetic. */
const HALVES = new Float32Array(new Float16Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer));

const halfAt = (data: Uint8Array, at: number): number => HALVES[data[at]! | (data[at + 1]! << 8)]!;
const signed = (byte: number): number => (byte << 24) >> 24;

type DecodeBlock = (data: Uint8Array, at: number, out: Float32Array, to: number) => void;

const blocks =
  (block: number, bytes: number, decodeBlock: DecodeBlock) =>
  (data: Uint8Array, out: Float32Array): void => {
    for (let at = 0, to = 0; to < out.length; at += bytes, to += block) decodeBlock(data, at, out, to);
  };

const type = (name: string, block: number, bytes: number, decodeBlock: DecodeBlock): TensorType => ({
  ...{ name, block, bytes, decode: blocks(block, bytes, decodeBlock) },
});

/** Four bits a number: low halves of 16 bytes are the first 16 numbers, high halves the others. */
const fourBits =
  (start: number, number: (data: Uint8Array, at: number) => (bits: number) => number): DecodeBlock =>
  (data, at, out, to) => {
    const of = number(data, at);
    for (let i = 0; i < 16; i++) {
      const byte = data[at + start + i]!;
      out[to + i] = of(byte & 15);
      out[to + 16 + i] = of(byte >> 4);
    }
  };

/** The same with a fifth bit for each number in the four bytes before. */
const fiveBits =
  (start: number, number: (data: Uint8Array, at: number) => (bits: number) => number): DecodeBlock =>
  (data, at, out, to) => {
    const of = number(data, at);
    const fifth = (i: number) => ((data[at + start + (i >> 3)]! >> (i & 7)) & 1) << 4;
    for (let i = 0; i < 16; i++) {
      const byte = data[at + start + 4 + i]!;
      out[to + i] = of((byte & 15) | fifth(i));
      out[to + 16 + i] = of((byte >> 4) | fifth(16 + i));
    }
  };

/** A scale, and numbers around zero. */
const centred = (offset: number) => (data: Uint8Array, at: number) => {
  const scale = halfAt(data, at);
  return (bits: number) => scale * (bits - offset);
};

/** A scale and the least number. */
const fromLeast = (data: Uint8Array, at: number) => {
  const [scale, least] = [halfAt(data, at), halfAt(data, at + 2)];
  return (bits: number) => scale * bits + least;
};

/** Eight scales and eight minima of six bits each, packed into 12 bytes: those of part `part` of a block of 256 numbers. */
function scaleAndMinimum(data: Uint8Array, at: number, part: number): readonly [number, number] {
  if (part < 4) return [data[at + part]! & 63, data[at + 4 + part]! & 63];
  const shared = data[at + 4 + part]!;
  return [(shared & 15) | ((data[at + part - 4]! >> 6) << 4), (shared >> 4) | ((data[at + part]! >> 6) << 4)];
}

/**
 * Eight parts of 32 numbers, each with a scale and a minimum. Two parts share 32 bytes, one has the low halves and one the high ones.
 * @param fifths where a fifth bit of every number stands: in bit `part` of 32 bytes
 */
const eightParts =
  (start: number, fifths: number | null): DecodeBlock =>
  (data, at, out, to) => {
    const [scales, minima] = [halfAt(data, at), halfAt(data, at + 2)];
    for (let part = 0; part < 8; part++) {
      const [scale, minimum] = scaleAndMinimum(data, at + 4, part);
      const [factor, least] = [scales * scale, minima * minimum];
      const from = at + start + 32 * (part >> 1);
      for (let i = 0; i < 32; i++) {
        const low = (data[from + i]! >> (part & 1 ? 4 : 0)) & 15;
        const high = fifths === null ? 0 : ((data[at + fifths + i]! >> part) & 1) << 4;
        out[to + 32 * part + i] = factor * (low | high) - least;
      }
    }
  };

/** Two halves of 128 numbers; 64 bytes have four low bits of each, 32 bytes two high bits. A scale of a byte for every 16 numbers. */
const sixBits: DecodeBlock = (data, at, out, to) => {
  const scale = halfAt(data, at + 208);
  for (let i = 0; i < 256; i++) {
    const [half, within] = [i >> 7, i & 127];
    const low = (data[at + 64 * half + (within & 63)]! >> (within & 64 ? 4 : 0)) & 15;
    const high = (data[at + 128 + 32 * half + (within & 31)]! >> (2 * (within >> 5))) & 3;
    out[to + i] = scale * signed(data[at + 192 + (i >> 4)]!) * ((low | (high << 4)) - 32);
  }
};

const eightBits: DecodeBlock = (data, at, out, to) => {
  const scale = halfAt(data, at);
  for (let i = 0; i < 32; i++) out[to + i] = scale * signed(data[at + 2 + i]!);
};

/** By the number that a file names it by (ggml, `enum ggml_type`). */
export const TENSOR_TYPES: Readonly<Record<number, TensorType>> = {
  0: {
    ...{ name: "F32", block: 1, bytes: 4 },
    decode: (data, out) => new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(data),
  },
  1: type("F16", 1, 2, (data, at, out, to) => {
    out[to] = halfAt(data, at);
  }),
  30: {
    ...{ name: "BF16", block: 1, bytes: 2 },
    decode(data, out) {
      const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
      for (let i = 0; i < out.length; i++) bits[i] = (data[2 * i]! << 16) | (data[2 * i + 1]! << 24);
    },
  },
  2: type("Q4_0", 32, 18, fourBits(2, centred(8))),
  3: type("Q4_1", 32, 20, fourBits(4, fromLeast)),
  6: type("Q5_0", 32, 22, fiveBits(2, centred(16))),
  7: type("Q5_1", 32, 24, fiveBits(4, fromLeast)),
  8: type("Q8_0", 32, 34, eightBits),
  12: type("Q4_K", 256, 144, eightParts(16, null)),
  13: type("Q5_K", 256, 176, eightParts(48, 16)),
  14: type("Q6_K", 256, 210, sixBits),
};

/** Names of further types, for messages. */
export const UNREAD_TYPES: Readonly<Record<number, string>> = {
  ...{ 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S" },
  ...{ 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64" },
  ...{ 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4" },
};
