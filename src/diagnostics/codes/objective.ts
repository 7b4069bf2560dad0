import type { Entry } from '../entry.ts';

/** TOC5xx: targets, periods, windows and policies. */
export const OBJECTIVE = {
  TOC501: {
    severity: 'error',
    title: 'A target without a budget',
    why: 'At 100 % the error budget is zero, every burn rate is infinite, and each single failure wakes a person.',
  },
  TOC502: {
    severity: 'error',
    title: 'A threshold that cannot be reached',
    why: 'An error ratio never exceeds 1, so this alert would never fire, not even in a total outage.',
  },
  TOC503: {
    severity: 'error',
    title: 'A window that does not fit the period',
    why: 'A burn window longer than the period spends more than the whole budget before it trips.',
  },
  TOC504: {
    severity: 'error',
    title: 'A window of too few scrapes',
    why: 'A window that holds fewer than four scrapes is empty or jumps whenever one is late.',
  },
  TOC505: {
    severity: 'error',
    title: 'An alert below the sustainable burn rate',
    why: 'A burn rate below 1 spends less than the budget: people would be told although the objective is being met.',
  },
  TOC506: {
    severity: 'error',
    title: 'An evaluation interval that rules cannot use',
    why: 'Prometheus forgets a series five minutes after its last sample: groups slower than two minutes lose alerts at a restart or a late evaluation.',
  },
  TOC507: {
    severity: 'error',
    title: 'A deadline that cannot be met',
    why: 'Scrapes, evaluations and the receiver’s group wait take longer than the class allows, so the promise would be false.',
  },
  TOC508: {
    severity: 'error',
    title: 'Retention shorter than a window',
    why: 'Prometheus would have dropped the oldest samples that the window counts.',
  },
  TOC509: {
    severity: 'error',
    title: 'Retention shorter than the period',
    why: 'What is left of the budget would be computed from the days that are still there, and look better than it is.',
  },
  TOC510: {
    severity: 'error',
    title: 'A budget that is gone before anyone can know',
    why: 'No alert can protect a budget that an outage spends sooner than the outage can be seen: the promise would only ever be found broken.',
  },
  TOC515: {
    severity: 'error',
    title: 'A total outage that is told too late',
    why: 'The windows of the policy fill up slower than the class promises to tell that everything fails, so the promise would be false.',
  },
  TOC516: {
    severity: 'warning',
    title: 'Too little traffic to tell an outage in time',
    why: 'A row asks for some bad events, since one or two may be chance. Where so few come, even a total outage takes long to make them.',
  },
  TOC520: {
    severity: 'error',
    title: 'Retention too short to know what is usual',
    why: 'What comes is compared with the same hour one and two weeks ago: without it, an outage of a week would be taken for usual.',
  },
  TOC521: {
    severity: 'error',
    title: 'A gap too short to be seen',
    why: 'Between two events that come in time lie a scrape, its time-out and an evaluation: the alert would fire all the time.',
  },
  TOC525: {
    severity: 'error',
    title: 'Rules that cost more than allowed',
    why: 'Every rule is evaluated again and again: a few words in a spec can cost a Prometheus that others share more than it can bear.',
  },
} as const satisfies Record<string, Entry>;
