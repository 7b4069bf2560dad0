import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, or mostly wait, the longest first: begun late, they would leave the other workers with nothing to do. */
const LONGEST = [
  'test/docs/command-line.test.ts',
  'test/docs/incidents.test.ts',
  'test/property/kill-command.test.ts',
  'test/engine/live/incidents.test.ts',
  'test/cli/watch.test.ts',
  'test/docs/drills.test.ts',
  'test/engine/drill/live.test.ts',
  'test/docs/readme.test.ts',
  'test/engine/rules/live.test.ts',
  'test/engine/hazards/far.test.ts',
  'test/docs/documents.test.ts',
];

/** Starts the longest files first, also where no run before has told how long they take. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
