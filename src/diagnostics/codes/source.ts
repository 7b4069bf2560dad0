import type { Entry } from '../entry.ts';

/** TOC0xx: text that cannot be read as a specification. */
export const SOURCE = {
  TOC001: {
    severity: 'error',
    title: 'YAML syntax error',
    why: 'Nothing of a document is compiled when its text cannot be parsed: its instances would have no alert.',
  },
  TOC002: {
    severity: 'error',
    title: 'Tab in indentation',
    why: 'YAML indents with spaces only: a tab has no agreed width, so two readers could see two structures.',
  },
  TOC003: {
    severity: 'error',
    title: 'Duplicate key',
    why: 'A mapping holds each key once: one of the two values would be lost in silence.',
  },
  TOC004: {
    severity: 'error',
    title: 'Unknown anchor',
    why: 'An alias repeats what an anchor earlier in the same document marks; without it the alias has no value.',
  },
  TOC005: {
    severity: 'error',
    title: 'Aliases grow without bound',
    why: 'Aliases of aliases can make a few lines expand to more than any machine holds.',
  },
  TOC006: {
    severity: 'error',
    title: 'Nested too deeply',
    why: 'No specification needs such depth: it is a sign of a generated or damaged file.',
  },
  TOC007: {
    severity: 'error',
    title: 'File without a document',
    why: 'An empty file, or one with everything commented out, specifies nothing; what it should cover stays uncovered.',
  },
  TOC008: {
    severity: 'error',
    title: 'Document is not a mapping',
    why: 'A specification begins with `apiVersion:` and `kind:`; a list or a plain text has no place for them.',
  },
  TOC009: {
    severity: 'error',
    title: 'Unusable key',
    why: 'Keys are names: plain or quoted text that can stand in a message, a file name or a label.',
  },
  TOC010: {
    severity: 'error',
    title: 'Unsupported tag',
    why: 'A tag changes what a value is for one program only; other readers of the file would see another value.',
  },
  TOC011: {
    severity: 'error',
    title: 'Not UTF-8 text',
    why: 'Bytes that are not text would end in label values and messages as something nobody wrote.',
  },
  TOC012: {
    severity: 'error',
    title: 'File too large',
    why: 'A specification is written to be read; a file of this size is most likely something else.',
  },
  TOC013: {
    severity: 'error',
    title: 'Number that cannot be kept',
    why: 'A number that is infinite, not a number, or longer than a computer keeps exactly would be changed in silence.',
  },
  TOC014: {
    severity: 'warning',
    title: 'Misleading character',
    why: 'The text that is read differs from the text that an editor shows.',
  },
  TOC015: {
    severity: 'error',
    title: 'Merge of something that is no mapping',
    why: '`<<` copies the keys of other mappings; anything else has no keys to copy.',
  },
} as const satisfies Record<string, Entry>;
