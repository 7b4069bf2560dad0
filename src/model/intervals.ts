/** The longest interval of which both are multiples; any unit of whole numbers, milliseconds everywhere here. */
export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The shortest interval that is a multiple of both. */
export function commonMultiple(a: number, b: number): number {
  return (a / commonDivisor(a, b)) * b;
}
