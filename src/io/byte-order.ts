/**
 * Compares two texts by the bytes of their UTF-8, as `LC_ALL=C sort` does: the same order on every machine.
 * JavaScript's own order compares UTF-16 units and puts astral characters before U+E000 to U+FFFF.
 */
export function byByteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
