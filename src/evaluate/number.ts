import { parseDuration } from '../promql/duration.ts';

/** A number as PromQL writes it: as Go reads integers, where a leading zero means base 8, else as a float; a duration is its seconds. */
export function numberValue(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (/^[+-]/.test(plain)) return plain.startsWith('-') ? -numberValue(plain.slice(1)) : numberValue(plain.slice(1));
  if (plain === 'inf' || plain === '+inf') return Infinity;
  if (plain === 'nan') return NaN;
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  const number = Number(plain);
  if (!Number.isNaN(number)) return number;
  return (parseDuration(plain) ?? NaN) / 1000;
}

/** Texts that Go's ParseFloat takes, of those that a bucket's `le` may hold. */
const FLOAT = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[0-9a-f]+|inf|infinity|nan)$/i;

/** The number of a label value, or nothing where it is none. */
export function floatOf(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const lower = text.toLowerCase();
  if (lower.includes('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  return Number(lower);
}

/** As Go's `FormatFloat(x, 'f', -1, 64)`: the shortest digits that give the number back, never with an exponent. */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? sign + digits.padEnd(point, '0') : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Go's Max: an infinity above all, even beside NaN. */
export function goMax(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's Min: an infinity below all, even beside NaN. */
export function goMin(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

/** Go's Pow, which differs from JavaScript's for 1 to the NaN and for ±1 to the infinity. */
export function goPow(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent))) return 1;
  return base ** exponent;
}
