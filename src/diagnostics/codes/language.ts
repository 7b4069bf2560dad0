import type { Entry } from '../entry.ts';

/** TOC1xx: documents that do not follow the language. */
export const LANGUAGE = {
  TOC101: {
    severity: 'error',
    title: 'Unknown key',
    why: 'A misspelt key would be ignored, and what it promises would not be there.',
  },
  TOC102: {
    severity: 'error',
    title: 'Missing key',
    why: 'Nothing can be assumed in its place: a guess here would decide who is told of a failure.',
  },
  TOC103: {
    severity: 'error',
    title: 'Wrong type of value',
    why: 'The value has another form than the language gives this key, so its meaning would be a guess.',
  },
  TOC104: {
    severity: 'error',
    title: 'Unknown word',
    why: 'This key takes one of a few words, and each decides what is generated.',
  },
  TOC105: {
    severity: 'error',
    title: 'Value that is not allowed',
    why: 'The value has the right type, yet cannot mean what this key needs.',
  },
  TOC106: {
    severity: 'error',
    title: 'Key that cannot be a name here',
    why: 'Keys of this mapping become names in rules, labels and file names, which have rules of their own.',
  },
  TOC107: {
    severity: 'error',
    title: 'Missing or unknown apiVersion',
    why: 'The version says by which rules the document is read; without it a later change of the language would change its meaning.',
  },
  TOC108: {
    severity: 'error',
    title: 'Missing or unknown kind',
    why: 'The kind says what a document describes; one that is not understood is not compiled, and what it covers has no alert.',
  },
} as const satisfies Record<string, Entry>;
