/** First bytes of what clients send to rooms (Colyseus' `Protocol`). */
const JOIN = 10;
const LEAVE = 12;
const DATA = 13;
const PING = 18;
const REQUEST = 21;

/** Our own messages are far below these limits. */
const MOST_VALUES = 256;
const DEEPEST = 8;

/**
 * Whether a frame has the shape of something that our client might send to a room. Colyseus' decoders believe the
 * lengths and the depth that a frame claims: five bytes can ask for an array of thirty million, and 60 KB for as many
 * levels. So this walks the headers once and builds nothing.
 */
export function isFitForRoom(frame: Uint8Array): boolean {
  switch (frame[0]) {
    case JOIN:
    case LEAVE:
    case PING:
      return frame.length === 1;
    case DATA:
      return isMessage(frame, 1);
    case REQUEST: {
      const size = requestIdSize(frame[1]);
      return size > 0 && isMessage(frame, 1 + size);
    }
    default:
      return false;
  }
}

/** Bytes of a number in the encoding of `@colyseus/schema`. A client counts its requests in the positive ones. */
function requestIdSize(first: number | undefined): number {
  if (first === undefined) return 0;
  if (first < 0x80) return 1;
  return { 204: 2, 205: 3, 206: 5, 207: 9 }[first] ?? 0;
}

/** A type of 1 to 31 ASCII letters, and at most one msgpack value. */
function isMessage(frame: Uint8Array, at: number): boolean {
  const length = (frame[at] ?? 0) - 0xa0;
  if (length < 1 || length > 31) return false;
  const end = at + 1 + length;
  if (end > frame.length) return false;
  for (let i = at + 1; i < end; i++) if (frame[i]! < 0x21 || frame[i]! > 0x7e) return false;
  return end === frame.length || isOneValue(frame, end);
}

/** Whether exactly one value fills the rest. */
function isOneValue(frame: Uint8Array, start: number): boolean {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  /** How many values are still to come at each level; in a map every second one is a key. */
  const open = [{ toCome: 1, isMap: false }];
  /** Number of fields of this frame's records, by the byte that stands for the record. */
  const records = new Map<number, number>();
  let values = 0;
  let at = start;
  while (open.length > 0) {
    const level = open[open.length - 1]!;
    if (level.toCome === 0) {
      open.pop();
      continue;
    }
    const isKey = level.isMap && level.toCome % 2 === 0;
    level.toCome -= 1;
    values += 1;
    const header = readHeader(view, at, records);
    if (header === null || values > MOST_VALUES || (isKey && header.kind !== "text")) return false;
    at += header.bytes;
    if (at > frame.length) return false;
    if (header.children === 0) continue;
    // Each child takes a byte at least.
    if (header.children > frame.length - at || open.length >= DEEPEST) return false;
    open.push({ toCome: header.children, isMap: header.kind === "map" });
  }
  return at === frame.length;
}

interface Header {
  /** Of the value itself: a text with its characters, a list without its items. */
  readonly bytes: number;
  /** Values that follow and belong to it. */
  readonly children: number;
  readonly kind: "text" | "map" | "other";
}

/** Null for what our messages never hold: binary data, extensions, and anything that isn't msgpack. */
function readHeader(view: DataView, at: number, records: Map<number, number>): Header | null {
  const left = view.byteLength - at;
  if (left < 1) return null;
  const first = view.getUint8(at);
  if (first < 0x80) return { bytes: 1, children: records.get(first) ?? 0, kind: "other" };
  if (first < 0x90) return { bytes: 1, children: 2 * (first & 0x0f), kind: "map" };
  if (first < 0xa0) return { bytes: 1, children: first & 0x0f, kind: "other" };
  if (first < 0xc0) return { bytes: 1 + (first & 0x1f), children: 0, kind: "text" };
  if (first >= 0xe0) return { bytes: 1, children: 0, kind: "other" };
  if (first === 0xd4) return readExtension(view, at, records);
  const fixed = FIXED_BYTES.get(first);
  if (fixed !== undefined) return { bytes: fixed, children: 0, kind: "other" };
  const sized = SIZED.get(first);
  if (sized === undefined || left < 1 + sized.bytes) return null;
  const size = { 1: () => view.getUint8(at + 1), 2: () => view.getUint16(at + 1), 4: () => view.getUint32(at + 1) };
  const count = size[sized.bytes]();
  const bytes = 1 + sized.bytes;
  if (sized.kind === "text") return { bytes: bytes + count, children: 0, kind: "text" };
  return { bytes, children: sized.kind === "map" ? 2 * count : count, kind: sized.kind };
}

/**
 * The two extensions that our client's encoder writes: `undefined`, and a record, whose fields' names come before its
 * values.
 */
function readExtension(view: DataView, at: number, records: Map<number, number>): Header | null {
  if (view.byteLength - at < 4) return view.byteLength - at === 3 && view.getUint16(at + 1) === 0 ? UNDEFINED : null;
  if (view.getUint16(at + 1) === 0) return UNDEFINED;
  const id = view.getUint8(at + 2);
  const fields = view.getUint8(at + 3) - 0x90;
  if (view.getUint8(at + 1) !== RECORD || id < 0x40 || id > 0x7f || fields < 0 || fields > 15) return null;
  let end = at + 4;
  for (let i = 0; i < fields; i++) {
    const length = end < view.byteLength ? view.getUint8(end) - 0xa0 : -1;
    if (length < 1 || length > 31 || end + 1 + length > view.byteLength) return null;
    // msgpackr makes code of the names.
    for (let j = end + 1; j <= end + length; j++) if (!isLetter(view.getUint8(j))) return null;
    end += 1 + length;
  }
  records.set(id, fields);
  return { bytes: end - at, children: fields, kind: "other" };
}

const RECORD = 0x72;
const UNDEFINED: Header = { bytes: 3, children: 0, kind: "other" };
const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** nil, false, true, and numbers. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  ...([0xc0, 0xc2, 0xc3] as const).map((first) => [first, 1] as const),
  ...([0xcc, 0xd0] as const).map((first) => [first, 2] as const),
  ...([0xcd, 0xd1] as const).map((first) => [first, 3] as const),
  ...([0xca, 0xce, 0xd2] as const).map((first) => [first, 5] as const),
  ...([0xcb, 0xcf, 0xd3] as const).map((first) => [first, 9] as const),
]);

/** Texts, lists and maps whose size has bytes of its own. */
const SIZED: ReadonlyMap<number, { readonly bytes: 1 | 2 | 4; readonly kind: Header["kind"] }> = new Map([
  [0xd9, { bytes: 1, kind: "text" }],
  [0xda, { bytes: 2, kind: "text" }],
  [0xdb, { bytes: 4, kind: "text" }],
  [0xdc, { bytes: 2, kind: "other" }],
  [0xdd, { bytes: 4, kind: "other" }],
  [0xde, { bytes: 2, kind: "map" }],
  [0xdf, { bytes: 4, kind: "map" }],
] as const);
