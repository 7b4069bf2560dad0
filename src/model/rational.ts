/** An exact fraction in lowest terms, denominator above 0: budgets and factors must not pick up float noise on their way into a rule. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/** num / den; throws a RangeError when den is not above 0. */
export function rational(num: bigint | number, den: bigint | number = 1n): Rational {
  const [n, d] = [BigInt(num), BigInt(den)];
  if (d <= 0n) throw new RangeError('a fraction needs a denominator above 0');
  const divisor = greatestCommonDivisor(n, d);
  return { num: n / divisor, den: d / divisor };
}

export const ONE = rational(1);

/** The value of a plain decimal such as `99.95`; throws a RangeError for anything else. */
export function fromDecimal(text: string): Rational {
  const match = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) throw new RangeError(`not a plain decimal: ${text}`);
  const fraction = match[2] ?? '';
  return rational(BigInt(`${match[1] ?? '0'}${fraction}`), 10n ** BigInt(fraction.length));
}

/** Events a second of a rate such as `10/h`. */
export function fromRate(text: string): Rational {
  const [events = '', unit = ''] = text.split('/');
  const seconds = new Map([['s', 1], ['m', 60], ['h', 3600], ['d', 86_400]]).get(unit);
  if (seconds === undefined) throw new RangeError(`not a rate: ${text}`);
  return times(fromDecimal(events), rational(1, seconds));
}

/** The value of `99.9%` as a share of 1. */
export function fromPercentage(text: string): Rational {
  const known = percentages.get(text);
  if (known !== undefined) return known;
  const share = times(fromDecimal(text.replace(/%$/, '')), rational(1, 100));
  percentages.set(text, share);
  return share;
}

/** Objectives promise the same few again and again. */
const percentages = new Map<string, Rational>();

export function minus(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den - b.num * a.den, a.den * b.den);
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

/** a / b; throws a RangeError unless b is above 0. */
export function dividedBy(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num);
}

/** Negative, zero or positive, as a sort function wants it. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Nearest double; for reports, never for rules. */
export function toNumber(value: Rational): number {
  return Number(value.num) / Number(value.den);
}

/** Decimal text: exact where the decimal ends within `digits` places behind the point, else rounded half up to that many; no trailing zeros. */
export function toDecimal(value: Rational, digits = 12): string {
  const key = `${value.num}/${value.den} ${digits}`;
  const known = decimals.get(key);
  if (known !== undefined) return known;
  const text = decimalOf(value, digits);
  decimals.set(key, text);
  return text;
}

/** Rules say the same few factors and targets again and again. */
const decimals = new Map<string, string>();

function decimalOf(value: Rational, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const negative = value.num < 0n;
  const magnitude = negative ? -value.num : value.num;
  const scaled = (magnitude * scale * 2n + value.den) / (value.den * 2n);
  const whole = scaled / scale;
  const rest = (scaled % scale).toString().padStart(digits, '0').replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
}

/** `0.001` as `0.1%`. */
export function toPercentage(value: Rational, digits = 6): string {
  const key = `${value.num}/${value.den} ${digits}%`;
  const known = decimals.get(key) ?? `${decimalOf(times(value, rational(100)), digits)}%`;
  decimals.set(key, known);
  return known;
}
