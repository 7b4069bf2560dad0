import type { Cell } from '../proof/verdict.ts';
import { gapText } from '../proof/problems.ts';
import { failureText } from '../proof/words.ts';
import { countsOf } from './coverage-rows.ts';

/** The matrix as a document; `docs/coverage.md` describes it. Times are in seconds. */
export function renderCoverageJson(cells: readonly Cell[], version: string): string {
  const document = {
    tool: { name: 'tocsin', version },
    counts: countsOf(cells),
    cells: cells.map(({ obligation, verdict }) => ({
      instance: obligation.instance,
      site: obligation.site,
      hazard: obligation.hazard,
      ...(obligation.part === '' ? {} : { part: obligation.part }),
      owed: { level: obligation.owed.level, withinSeconds: obligation.owed.withinMs / 1000 },
      state: verdict.kind,
      ...detail(verdict, obligation.owed),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function detail(verdict: Cell['verdict'], owed: Cell['obligation']['owed']): object {
  switch (verdict.kind) {
    case 'proved':
    case 'witnessed': {
      const { rule, level, receivers, withinMs } = verdict.told;
      return { alert: rule.name, file: rule.path, level, receivers, detectionSeconds: withinMs / 1000, ...(verdict.kind === 'witnessed' ? { witness: verdict.by } : {}) };
    }
    case 'wanting':
      return { metrics: verdict.wanting.flatMap(({ metrics }) => metrics.map(({ name }) => name)) };
    case 'waived':
      return { waiver: { reason: verdict.waiver.reason, owner: verdict.waiver.owner, expires: verdict.waiver.expires } };
    case 'hole': {
      const { code, what, help, rule } = gapText(verdict.gap, owed);
      return { hole: { code, what, failure: failureText(verdict.failure, verdict.given), help, ...(rule === undefined ? {} : { alert: rule.name, file: rule.path }) } };
    }
  }
}
