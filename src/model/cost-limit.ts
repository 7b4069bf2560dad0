import type { Location } from '../diagnostics/source.ts';

/** What rules cost one Prometheus: how many there are, the series they record, and the samples of recorded series that they read in an hour. */
export const COSTED = ['rules', 'series', 'samplesPerHour'] as const;
export type Costed = (typeof COSTED)[number];

/** The most that a project allows its rules to cost. */
export interface CostLimit {
  /** Of one instance, or of everything that one Prometheus evaluates. */
  readonly per: 'instance' | 'all';
  readonly of: Costed;
  readonly most: number;
  readonly at: Location;
}
