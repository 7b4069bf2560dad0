import type { RuleFault, Mutant } from './fault.ts';
import { changed, dutiesOf, loosened, rulesOf, type LooseRule } from './rule-file.ts';

/** A fault of what an alert says of itself: it fires, and is told to nobody, late, or of another. */
function ofAlerts(name: string, happened: string, change: (rule: LooseRule) => void, isFor: (rule: LooseRule) => boolean = () => true): RuleFault {
  return {
    on: 'rules',
    name,
    happened,
    *mutants(file, around): Iterable<Mutant> {
      for (const at of rulesOf(loosened(file.text))) {
        if (at.rule.alert !== undefined && isFor(at.rule)) yield* changed(file, at, dutiesOf(at.rule, file, around, 'misled'), change);
      }
    },
  };
}

const isPage = ({ labels }: LooseRule): boolean => labels?.['severity'] === 'page';

/** Faults of labels and of the time that an alert waits. */
export const LABEL_FAULTS: readonly RuleFault[] = [
  ofAlerts('severity missing', 'An alert without a severity falls through to whatever stands last in the route tree, and wakes nobody.', ({ labels }) => delete labels?.['severity'], isPage),
  ofAlerts('severity misspelt', 'A severity that no route knows is accepted by every tool: routes match what they match.', ({ labels = {} }) => (labels['severity'] = 'pgae'), isPage),
  ofAlerts('page made a ticket', 'A failure was known and went on for eight months, since its severity was underestimated.', ({ labels = {} }) => (labels['severity'] = 'task'), isPage),
  ofAlerts('project label lost', 'An alert without the label that its routes ask for ends at the default receiver, which has no integration.', ({ labels }) => delete labels?.['tocsin']),
  ofAlerts('project label misspelt', 'A label of another project leads to the routes of that project, or to none.', ({ labels = {} }) => (labels['tocsin'] = 'event-platfrom')),
  ofAlerts('instance label missing', 'One page for four services: nobody could tell from it which one had failed.', ({ labels }) => delete labels?.['service']),
  ofAlerts('instance label of another', 'Rules are copied from instance to instance, and a label keeps the name of the first.', ({ labels = {} }) => (labels['service'] = 'eventgate-other')),
  ofAlerts('waits beyond the deadline', 'A `for` that is longer than the failure may last; it begins anew with every good sample.', (rule) => (rule.for = '30d')),
];
