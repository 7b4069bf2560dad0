import type { Entry } from '../entry.ts';

/** TOC3xx: what an indicator says against what the contract knows. */
export const CONTRACT = {
  TOC301: {
    severity: 'error',
    title: 'Unknown metric',
    why: 'A selector of a metric that is not exported matches nothing, so its alert can never fire.',
  },
  TOC302: {
    severity: 'error',
    title: 'Unknown label',
    why: 'A matcher on a label that a metric does not have matches nothing, or everything.',
  },
  TOC303: {
    severity: 'error',
    title: 'Unknown label value',
    why: 'A matcher on a value that never occurs selects nothing: the alert is green and dead.',
  },
  TOC304: {
    severity: 'error',
    title: 'A metric of the wrong type',
    why: 'Only a counter can be counted over windows; anything else gives numbers that mean nothing.',
  },
  TOC305: {
    severity: 'error',
    title: 'Not a plain selector',
    why: 'The compiler can only add identity, site and windows to a metric with matchers, and only that can be checked against the contract.',
  },
  TOC306: {
    severity: 'error',
    title: 'Identity or site in a selector',
    why: 'The inventory is the one home of these values; a second copy of a name is where a misspelt one lives unseen.',
  },
  TOC307: {
    severity: 'error',
    title: 'An indicator that is blind',
    why: 'What it rests on is known to lie, so failures would be counted as successes.',
  },
  TOC308: {
    severity: 'error',
    title: 'A latency threshold that is no bucket',
    why: 'A histogram only knows its buckets: between them nothing is counted, and above the last one everything is the same.',
  },
  TOC309: {
    severity: 'error',
    title: 'A failure that is not counted',
    why: 'The objective would stay green through exactly this failure.',
  },
  TOC310: {
    severity: 'error',
    title: 'A success that is counted as failure',
    why: 'People would be woken while the service does its work.',
  },
  TOC311: {
    severity: 'error',
    title: 'An answer that says nothing is counted',
    why: 'It was given before the work was done, so whatever happened next is counted as this answer.',
  },
  TOC312: {
    severity: 'error',
    title: 'A client’s fault that nobody decided on',
    why: 'Left out without a word, a real loss of events can hide among the faults of senders.',
  },
  TOC313: {
    severity: 'error',
    title: 'Ignored, and yet counted',
    why: 'The reason given for leaving these values out is not true of what is counted.',
  },
  TOC314: {
    severity: 'error',
    title: 'A label that one side lacks',
    why: 'Events without the label belong to no group, so a group’s ratio reads zero for ever.',
  },
  TOC315: {
    severity: 'error',
    title: 'A range of too few scrapes',
    why: 'A range that holds fewer than four scrapes is empty or jumps whenever one is late.',
  },
  TOC316: {
    severity: 'error',
    title: 'A query that loses a label',
    why: 'One site’s or group’s failure would be averaged away among the others.',
  },
  TOC317: {
    severity: 'error',
    title: 'A query without its window',
    why: 'A fixed range answers the same for every burn window, so no alert on it means what it says.',
  },
  TOC318: {
    severity: 'error',
    title: 'A query of every instance',
    why: 'One instance’s failure would be diluted by the others, and every instance would be blamed for it.',
  },
  TOC319: {
    severity: 'error',
    title: 'A query of mixed units',
    why: 'Events a second and events of a window cannot be added up to a count.',
  },
  TOC320: {
    severity: 'error',
    title: 'A value of two meanings',
    why: 'An event cannot be good and bad at once: whichever list is wrong would hide failures or invent them.',
  },
  TOC321: {
    severity: 'error',
    title: 'A native histogram for a Prometheus that has none',
    why: 'That Prometheus neither stores it nor knows the function that reads it, so it would refuse the rule file.',
  },
} as const satisfies Record<string, Entry>;
