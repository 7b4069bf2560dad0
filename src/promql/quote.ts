/** Characters that a reader or a YAML writer could take for something else: controls, line separators, byte order marks. */
const TO_ESCAPE = /["\\\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/gu;

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Half a surrogate pair, which is not Unicode text. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Whether Prometheus can hold the text at all: it stores UTF-8, where half a surrogate pair would become another character. */
export function isUnicodeText(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** Printable ASCII without what is escaped: nearly every value there is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A string literal that PromQL decodes to exactly `value`. */
export function quoteString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!isUnicodeText(value)) throw new RangeError(`not Unicode text, so PromQL cannot hold it: ${JSON.stringify(value)}`);
  return `"${value.replace(TO_ESCAPE, (one) => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'",
};

/** The decoded text of a literal, or what is wrong with it at which offset of the literal. */
export type Decoded = { readonly value: string } | { readonly fault: string; readonly start: number; readonly end: number };

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])?/y;

/** Decodes a whole literal, quotes included, by the rules of Go: `'…'` and `"…"` have escapes, backquotes have none. */
export function decodeString(literal: string): Decoded {
  const quote = literal[0];
  const inner = literal.slice(1, -1);
  if (quote === '`' || !inner.includes('\\')) return { value: inner };
  const parts: (string | number)[] = [];
  for (let at = 0; at < inner.length; ) {
    if (inner[at] !== '\\') {
      const next = inner.indexOf('\\', at);
      const end = next === -1 ? inner.length : next;
      parts.push(inner.slice(at, end));
      at = end;
      continue;
    }
    ESCAPE.lastIndex = at;
    const escape = ESCAPE.exec(inner)?.[0] ?? '\\';
    const decoded = decodeEscape(escape, quote);
    if (decoded === undefined) return { fault: `\`${escape}\` is not an escape of PromQL`, start: at + 1, end: at + 1 + escape.length };
    parts.push(decoded);
    at += escape.length;
  }
  if (!parts.some((part) => typeof part === 'number')) return { value: parts.join('') };
  return joinBytes(parts, literal.length);
}

/** Text, or a number for an escape that stands for one byte of UTF-8. */
function decodeEscape(escape: string, quote: string | undefined): string | number | undefined {
  const kind = escape[1] ?? '';
  if (escape.length === 2) {
    // Only the quote that surrounds the text may be escaped.
    return (kind === '"' || kind === "'") && kind !== quote ? undefined : SIMPLE[kind];
  }
  const isOctal = kind >= '0' && kind <= '7';
  const code = isOctal ? Number.parseInt(escape.slice(1), 8) : Number.parseInt(escape.slice(2), 16);
  if (kind === 'x' || isOctal) return code > 0xff ? undefined : code < 0x80 ? String.fromCharCode(code) : code;
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : String.fromCodePoint(code);
}

/** `"\xc3\xa9"` is one letter; bytes that are not UTF-8 have no text to compare with a label. */
function joinBytes(parts: readonly (string | number)[], length: number): Decoded {
  const encoder = new TextEncoder();
  const bytes = parts.flatMap((part) => (typeof part === 'number' ? [part] : [...encoder.encode(part)]));
  try {
    return { value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)) };
  } catch {
    return { fault: 'the escapes of this text are not UTF-8', start: 0, end: length };
  }
}
