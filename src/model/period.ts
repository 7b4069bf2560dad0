import { DAY } from './duration.ts';
import type { Period } from './model.ts';

/** Length that a calendar period's factors are computed with: 30 and 90 days, the rounded means of their real lengths. */
export function nominalPeriodMs(period: Period): number {
  switch (period.kind) {
    case 'rolling':
      return period.ms;
    case 'month':
      return 30 * DAY;
    case 'quarter':
      return 90 * DAY;
  }
}

/** The longest that a period can be: a month of 31 days, a quarter of 92. */
export function longestPeriodMs(period: Period): number {
  switch (period.kind) {
    case 'rolling':
      return period.ms;
    case 'month':
      return 31 * DAY;
    case 'quarter':
      return 92 * DAY;
  }
}
