/** Numbers in [0, 1), repeatable. */
export type Random = () => number;

/** Changes the bytes of one file; the other file gives material. */
export type Mutator = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

/** A small generator of repeatable random numbers (mulberry32). */
export function randomly(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What people and programs write by mistake, or on purpose. */
const JUNK: readonly string[] = [
  '', ' ', '~', 'null', 'true', 'no', '0', '-1', '1e999', '.nan', '99.9', '100%', '99.99999999%', '0.000000001%', '1.5', '12345678901234567890',
  '0s', '1s', '5m', '1h30m', '30d', '999999999999w', '3d3w', '1ms', 'month', 'quarter', 'page', 'page within 1s',
  '[]', '{}', '[a, b]', '{ a: b }', '[[[[]]]]', '&a [*a]', '*nowhere', '&x', '!!binary aGk=', '!tag', '<<: *x', '? a', '- ', '|', '>-', '"', "'", '`', '#',
  'constructor', 'toString', '__proto__', 'hasOwnProperty', 'length', '__name__', 'le', 'alertname', 'site', 'service', 'up', 'NaN', 'Inf',
  '{{', '}}', '{{window}}', '{{{identity}}}', '{{ instance.name }}', '{{#if x}}', '{{/if}}', '{{.window}}', '\\{{x}}', '{{> x}}', '{{!-- x', '{{ $value }}', '{{ "}}" }}',
  'rate(x[5m])', 'x{a="b"}', 'x{a=~"("}', 'x{a=~"(?!b)"}', 'x{a=~"a{9999}"}', 'sum by (', '1 +', 'x[5m:]', 'x offset -1d', 'x @ end()', '-x', 'x and y', '"a" + 1', '1 == 2', 'topk(1, x)', '(((((((x)))))))',
  '../..', '/etc/passwd', 'a/b', 'C:\\x', '\u0000', '\u0007', '\u001b[31m', '\u202e', '\u2028', '\ufeff', '\ud83d\ude00', 'é', 'ＡＢ', '\t', '\r\n', '\n---\n', '\n...\n', '\n%YAML 1.2\n---\n',
];

const encoder = new TextEncoder();

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

function at(bytes: Uint8Array, random: Random): number {
  return Math.floor(random() * (bytes.length + 1));
}

function spliced(bytes: Uint8Array, start: number, end: number, put: Uint8Array): Uint8Array {
  const result = new Uint8Array(start + put.length + bytes.length - end);
  result.set(bytes.subarray(0, start));
  result.set(put, start);
  result.set(bytes.subarray(end), start + put.length);
  return result;
}

/** A mutator of texts, by lines. */
function byLines(change: (lines: string[], line: number, random: Random, other: readonly string[]) => void): Mutator {
  return (bytes, other, random) => {
    const text = new TextDecoder().decode(bytes);
    const lines = text.split('\n');
    change(lines, Math.floor(random() * lines.length), random, new TextDecoder().decode(other).split('\n'));
    return encoder.encode(lines.join('\n'));
  };
}

/** A mutator of the tokens of a kind: one of them is replaced. */
function byToken(token: RegExp, replace: (found: string, random: Random, all: readonly string[]) => string): Mutator {
  return (bytes, _, random) => {
    const text = new TextDecoder().decode(bytes);
    const found = [...text.matchAll(token)];
    const one = pick(found, random);
    if (one === undefined) return bytes;
    return encoder.encode(text.slice(0, one.index) + replace(one[0], random, found.map(([all]) => all)) + text.slice(one.index + one[0].length));
  };
}

/** A word as hands mistype it: a letter lost, doubled, swapped or another. */
function mistyped(word: string, random: Random): string {
  const place = Math.floor(random() * word.length);
  const [head, letter, tail] = [word.slice(0, place), word[place] ?? '', word.slice(place + 1)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return head + tail;
    case 1:
      return head + letter + letter + tail;
    case 2:
      return head + (tail[0] ?? '') + letter + tail.slice(1);
    default:
      return head + String.fromCharCode(97 + Math.floor(random() * 26)) + tail;
  }
}

const KEY = /(?<=^[ \-{]*|[{,] ?)[A-Za-z_][\w-]*(?=:)/gm;
const VALUE = /(?<=: )[^\n,{}[\]#]+/g;
const WORD = /[A-Za-z_][\w-]+/g;

/** All ways of spoiling a file; each is as likely as the others. */
export const MUTATORS: readonly Mutator[] = [
  // bytes
  (bytes, _, random) => spliced(bytes, Math.min(at(bytes, random), Math.max(0, bytes.length - 1)), bytes.length, new Uint8Array()),
  (bytes, _, random) => {
    const place = at(bytes, random);
    return spliced(bytes, place, Math.min(bytes.length, place + 1), new Uint8Array([Math.floor(random() * 256)]));
  },
  (bytes, _, random) => {
    const place = at(bytes, random);
    return spliced(bytes, place, Math.min(bytes.length, place + 1 + Math.floor(random() * 8)), new Uint8Array());
  },
  (bytes, _, random) => spliced(bytes, at(bytes, random), bytes.length, bytes),
  (bytes, _, random) => {
    const place = at(bytes, random);
    return spliced(bytes, place, place, encoder.encode(pick(JUNK, random) ?? ''));
  },
  (bytes, other, random) => {
    const [place, start] = [at(bytes, random), at(other, random)];
    return spliced(bytes, place, place, other.subarray(start, start + Math.floor(random() * 200)));
  },
  // lines
  byLines((lines, line) => void lines.splice(line, 1)),
  byLines((lines, line) => void lines.splice(line, 0, lines[line] ?? '')),
  byLines((lines, line, random) => void lines.splice(Math.floor(random() * lines.length), 0, ...lines.splice(line, 1 + Math.floor(random() * 4)))),
  byLines((lines, line, random) => void (lines[line] = (random() < 0.5 ? '  ' : '\t') + (lines[line] ?? ''))),
  byLines((lines, line) => void (lines[line] = (lines[line] ?? '').replace(/^ {1,2}/, ''))),
  byLines((lines, line, random, other) => void lines.splice(line, 0, pick(other, random) ?? '')),
  // keys, values and words
  byToken(KEY, (key, random) => mistyped(key, random)),
  byToken(KEY, (_, random, keys) => pick(keys, random) ?? ''),
  byToken(KEY, (_, random) => pick(JUNK, random) ?? ''),
  byToken(VALUE, (_, random) => pick(JUNK, random) ?? ''),
  byToken(VALUE, (_, random, values) => pick(values, random) ?? ''),
  byToken(VALUE, (_, random) => JSON.stringify(pick(JUNK, random) ?? '')),
  byToken(WORD, (word, random) => mistyped(word, random)),
  byToken(WORD, (_, random, words) => pick(words, random) ?? ''),
  byToken(/[0-9]+(\.[0-9]+)?/g, (number, random) => pick(['0', '-1', '1', '99999999999', `${number}0`, `${number}.5`], random) ?? ''),
  byToken(/["'{}[\],:|#&*]/g, (_, random) => pick(['', '"', "'", '{', '}', '[', ']', ',', ':', '|'], random) ?? ''),
];
