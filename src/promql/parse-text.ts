import type { Cursor } from './cursor.ts';
import { decodeString, isUnicodeText } from './quote.ts';

/** Reads a string literal and decodes it. */
export function readText(cursor: Cursor): string {
  const token = cursor.take('string') ?? cursor.fail('a text in quotes');
  const decoded = decodeString(token.text);
  if ('fault' in decoded) {
    cursor.complain('TOC401', decoded.fault, { start: token.start + decoded.start, end: token.start + decoded.end });
    return '';
  }
  if (!isUnicodeText(decoded.value)) cursor.complain('TOC401', 'this text has half a surrogate pair, which is not Unicode', token);
  return decoded.value;
}
