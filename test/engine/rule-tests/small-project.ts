import { copiedSpecs, inScope, type Scope } from '../../support/specs.ts';

/** The shipped specs with a policy of two rows and a week's period, whose tests are done in a second. */
export function smallProject(scope: Scope): string {
  const scoped = inScope(scope)['tocsin.yaml'] ?? [];
  return copiedSpecs({
    'tocsin.yaml': [
      ...scoped,
      [/ {6}- \{ level: page, {3}budget: 5%.*\n/, ''],
      [/ {6}- \{ level: ticket, budget: 10%, long: 1d \}\n/, ''],
      ['{ level: ticket, budget: 10%, long: 3d }', '{ level: ticket, budget: 10%, long: 12h, short: 2h }'],
      [/outage: page within 5m/, 'outage: page within 15m'],
    ],
    'contracts/eventgate.yaml': [[/period: 30d/g, 'period: 7d']],
    'contracts/eventbus.yaml': [[/period: 30d/g, 'period: 7d']],
  });
}
