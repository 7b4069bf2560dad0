import type { Entry } from '../entry.ts';

/** TOC42x: texts for people. */
export const TEXT = {
  TOC421: {
    severity: 'error',
    title: 'Unknown variable in a text',
    why: 'What neither Tocsin nor Prometheus can fill in makes Prometheus send “error expanding template” to the person who is woken.',
  },
  TOC422: {
    severity: 'error',
    title: 'A text that cannot be read',
    why: 'A template that is not closed would swallow the rest of the text or fail when the alert fires.',
  },
  TOC423: {
    severity: 'error',
    title: 'A link against the conventions',
    why: 'The organisation’s own checks would refuse the rule file, or the person who is woken would follow a broken link.',
  },
} as const satisfies Record<string, Entry>;
