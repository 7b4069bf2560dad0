import { problem, type Diagnostic, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';

/** The largest file that is read. */
export const MAX_BYTES = 4 * 1024 * 1024;

const UTF8_MARK = [0xef, 0xbb, 0xbf];
const UTF16_MARKS = [[0xff, 0xfe], [0xfe, 0xff]];

/**
 * Reads a file's bytes as text: UTF-8, with or without a byte order mark.
 * What is no such text is reported with the place of its first bad byte, and gives nothing.
 */
export function decodeSource(path: string, bytes: Uint8Array, sink: Sink): Source | undefined {
  if (bytes.length > MAX_BYTES) {
    sink.report(tooLarge(path, bytes.length));
    return undefined;
  }
  if (UTF16_MARKS.some((mark) => beginsWith(bytes, mark))) return refuse(path, '', 0, 'this file is UTF-16', sink);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(beginsWith(bytes, UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes);
  const nul = text.indexOf('\0');
  if (nul !== -1) return refuse(path, text, nul, 'this file holds a NUL byte: it is no text', sink);
  const bad = firstReplaced(text, bytes);
  if (bad !== undefined) return refuse(path, text, bad, 'these bytes are not UTF-8', sink);
  return { path, text };
}

/** The problem of a file above the limit, which need not have been read to be refused. */
export function tooLarge(path: string, bytes: number): Diagnostic {
  const at = { source: { path, text: '' }, span: { start: 0, end: 0 } };
  const message = `this file has ${mebibytes(bytes)} MiB; at most ${mebibytes(MAX_BYTES)} MiB are read`;
  return problem('TOC012', message, { at, help: 'Divide it into several files, or exclude it from the specs folder.' });
}

function refuse(path: string, text: string, offset: number, message: string, sink: Sink): undefined {
  const at = { source: { path, text }, span: { start: offset, end: text === '' ? offset : offset + 1 } };
  sink.report(problem('TOC011', message, { at, help: 'Save the file as UTF-8.' }));
  return undefined;
}

function beginsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}

/** Offset of the first replacement character that stands for bad bytes and not for itself. */
function firstReplaced(text: string, bytes: Uint8Array): number | undefined {
  if (!text.includes('\ufffd')) return undefined;
  let offset = beginsWith(bytes, UTF8_MARK) ? UTF8_MARK.length : 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd && !(bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd)) return at;
    // A surrogate pair is four bytes: two for each half.
    offset += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return undefined;
}

function mebibytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(bytes % (1024 * 1024) === 0 ? 0 : 1);
}
