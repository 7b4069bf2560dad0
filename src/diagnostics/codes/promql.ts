import type { Entry } from '../entry.ts';

/** TOC4xx: PromQL and texts. */
export const PROMQL = {
  TOC401: {
    severity: 'error',
    title: 'PromQL syntax error',
    why: 'Prometheus refuses the whole rule file for one expression it cannot parse.',
  },
  TOC402: {
    severity: 'error',
    title: 'PromQL type error',
    why: 'Prometheus refuses the whole rule file for one expression whose parts do not fit together.',
  },
  TOC403: {
    severity: 'error',
    title: 'Unknown PromQL function',
    why: 'Prometheus refuses the whole rule file for one call of a function it does not have.',
  },
  TOC404: {
    severity: 'error',
    title: 'PromQL newer than the declared version',
    why: 'The Prometheus that the project declares refuses the whole rule file, or reads the expression only with a feature flag.',
  },
  TOC405: {
    severity: 'error',
    title: 'Bad regular expression',
    why: 'Prometheus reads RE2 syntax and refuses the whole rule file for one regular expression it cannot compile.',
  },
} as const satisfies Record<string, Entry>;
