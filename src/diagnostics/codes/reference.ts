import type { Entry } from '../entry.ts';

/** TOC2xx: names that do not meet: instances, contracts, indicators, sites. */
export const REFERENCE = {
  TOC201: {
    severity: 'error',
    title: 'A document is missing',
    why: 'Without the project’s settings and the inventory of what runs, nothing can be said about any instance.',
  },
  TOC202: {
    severity: 'error',
    title: 'A document is given twice',
    why: 'Two documents of one name would let the order of files decide which promise holds.',
  },
  TOC203: {
    severity: 'error',
    title: 'Unknown name',
    why: 'A rule made from a name that nothing declares selects nothing, and an alert that selects nothing is green for ever.',
  },
  TOC204: {
    severity: 'error',
    title: 'Instance without a specification',
    why: 'It runs, and when it fails nobody is told.',
  },
  TOC205: {
    severity: 'error',
    title: 'Specification of an instance that does not run',
    why: 'Rules for an instance that the inventory does not know watch nothing, while everyone believes they do.',
  },
  TOC206: {
    severity: 'error',
    title: 'An objective or a stream is given twice',
    why: 'Two of one name would write the same recorded series.',
  },
  TOC207: {
    severity: 'error',
    title: 'Names that collide',
    why: 'Two that share alert names, an identity or a file can suppress each other’s alerts, mix their counts or overwrite each other.',
  },
  TOC208: {
    severity: 'error',
    title: 'A waiver that waives nothing',
    why: 'It looks like a known gap, and hides that the gap is elsewhere or gone.',
  },
  TOC209: {
    severity: 'error',
    title: 'An expired waiver',
    why: 'The gap it excused is still open, and the day by which it was to be closed has passed.',
  },
  TOC210: {
    severity: 'warning',
    title: 'A waiver that expires soon',
    why: 'From the day after it, generation fails until the gap is closed or the waiver renewed.',
  },
  TOC211: {
    severity: 'error',
    title: 'An objective is incomplete',
    why: 'Without an indicator, a target and a period there is no budget to burn.',
  },
  TOC212: {
    severity: 'error',
    title: 'Two labels of one name',
    why: 'One label cannot carry two facts: the second would overwrite the first on every alert.',
  },
  TOC213: {
    severity: 'error',
    title: 'A convention that makes no file',
    why: 'A path that leads out of the output folder, or a variable that stands for nothing, would put rules where nobody loads them.',
  },
  TOC220: {
    severity: 'error',
    title: 'Traffic that nothing counts',
    why: 'Without a counter of what comes, a stop, a drop or a silent stream can be declared, but never told.',
  },
} as const satisfies Record<string, Entry>;
