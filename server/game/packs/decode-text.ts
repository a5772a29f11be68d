/** UTF-16 by its byte order mark, or by the zeros that every second byte of plain letters is; else UTF-8. */
export function encodingOf(head: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const pairs = Math.min(64, head.length >> 1);
  const zeros = (offset: number) =>
    Array.from({ length: pairs }, (_, i) => head[2 * i + offset]).filter((byte) => byte === 0).length;
  if (pairs > 1 && zeros(1) > 0.8 * pairs && zeros(0) === 0) return "utf-16le";
  return pairs > 1 && zeros(0) > 0.8 * pairs && zeros(1) === 0 ? "utf-16be" : "utf-8";
}
