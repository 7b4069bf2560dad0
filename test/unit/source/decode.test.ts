import { expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { decodeSource, MAX_BYTES } from '../../../src/source/decode.ts';
import { brief } from './reading.ts';

function decode(bytes: Uint8Array): { text: string | undefined; problems: readonly string[]; messages: readonly string[] } {
  const sink = new Sink();
  const source = decodeSource('x.yaml', bytes, sink);
  return { text: source?.text, problems: sink.sorted.map(brief), messages: sink.sorted.map((one) => one.message) };
}

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part)));

test.each([
  ['plain text', bytes('a: é😀\n'), 'a: é😀\n'],
  ['a byte order mark', bytes([0xef, 0xbb, 0xbf], 'a: 1\n'), 'a: 1\n'],
  ['a replacement character that is written so', bytes('a: \ufffd\n'), 'a: \ufffd\n'],
  ['nothing', bytes(''), ''],
])('%s is read', (_, input, text) => {
  expect(decode(input)).toEqual({ text, problems: [], messages: [] });
});

test.each([
  ['a NUL', bytes('a: 1\nb: \0'), ['TOC011 2:4 "\\u0000"']],
  ['Latin-1', bytes('a: é😀\ufffd\nb: caf', [0xe9], '\n'), ['TOC011 2:7 "\ufffd"']],
  ['a cut character', bytes('a: ', [0xf0, 0x9f]), ['TOC011 1:4 "\ufffd"']],
  ['UTF-16, little end first', bytes([0xff, 0xfe], Buffer.from('a: 1', 'utf16le').toJSON().data), ['TOC011 1:1 ""']],
  ['UTF-16, big end first', bytes([0xfe, 0xff, 0, 0x61]), ['TOC011 1:1 ""']],
])('%s is refused', (_, input, problems) => {
  const decoded = decode(input);
  expect(decoded.problems).toEqual(problems);
  expect(decoded.text).toBeUndefined();
});

test('a file that is too large is refused with both sizes', () => {
  const { messages, problems } = decode(new Uint8Array(MAX_BYTES + 1024 * 1024 * 1.5));
  expect(problems).toEqual(['TOC012 1:1 ""']);
  expect(messages).toEqual(['this file has 5.5 MiB; at most 4 MiB are read']);
});
