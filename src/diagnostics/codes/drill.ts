import type { Entry } from '../entry.ts';

/** TOC8xx: drills. */
export const DRILL = {
  TOC801: {
    severity: 'error',
    title: 'A drill of something that is not there',
    why: 'A drill of an instance, site or objective that does not exist would show nothing about those that do.',
  },
  TOC802: {
    severity: 'error',
    title: 'A series that the contract does not know',
    why: 'A drill proves something only if its series look like those of the real service, and what these look like stands in the contract.',
  },
  TOC803: {
    severity: 'error',
    title: 'A course that no series can take',
    why: 'The runner cannot make samples of it, so nothing would be tested.',
  },
  TOC804: {
    severity: 'warning',
    title: 'A drill of a metric that is not exported',
    why: 'With invented series any failure can be seen; in production nobody would see this one.',
  },
  TOC805: {
    severity: 'error',
    title: 'A moment that a drill does not have',
    why: 'Nothing happens and nothing is looked at outside the drill or between its evaluations.',
  },
  TOC806: {
    severity: 'error',
    title: 'An expectation that no rule can meet',
    why: 'An alert or a value that is never generated is quiet in every drill, and says nothing.',
  },
  TOC807: {
    severity: 'error',
    title: 'Two drills of one name',
    why: 'Results are told, and drills are chosen, by name.',
  },
} as const satisfies Record<string, Entry>;
