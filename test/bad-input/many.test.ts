import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { projectWith } from './project.ts';

const FILES = 500;

/** One of several ways to be wrong, by the file's number. */
function broken(n: number): string {
  const head = `apiVersion: tocsin/v1\nkind: Instance\nmetadata: { name: instance-${n} }\n`;
  switch (n % 5) {
    case 0:
      return `${head}spec:\n\tclass: critical\n`;
    case 1:
      return `${head}spec:\n  clas: critical\n  team: data-engineering\n  dashboard: https://grafana.example.org\n  runbook: https://wiki.example.org\n`;
    case 2:
      return `${head}spec: {{ class: critical\n`;
    case 3:
      return head.replace('Instance', 'Instanse');
    default:
      return `${head}spec:\n  class: criticl\n  team: 7\n  dashboard: [x]\n`;
  }
}

test(`${FILES} broken files make one readable, ordered run`, async () => {
  const dir = projectWith();
  for (let n = 0; n < FILES; n++) writeFileSync(join(dir, 'slo-specs/instances', `broken-${String(n).padStart(3, '0')}.yaml`), broken(n));
  const run = await runCli(['generate'], { cwd: dir });
  expect(run).toMatchObject({ status: 1, stdout: '' });

  const headings = [...run.stderr.matchAll(/^(slo-specs\/\S+?):(\d+):(\d+): (?:error|warning) (TOC\d{3}): (.+)$/gm)];
  const files = [...new Set(headings.map(([, file]) => file))];
  expect(files).toHaveLength(FILES);
  expect(headings.map(([, file = '']) => file)).toEqual(headings.map(([, file = '']) => file).toSorted());
  for (const file of files) {
    const lines = headings.filter(([, one]) => one === file).map(([, , line]) => Number(line));
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  }
  // The first are shown whole; then a line each, so that the end can still be seen.
  expect(run.stderr.split('\n').length).toBeLessThan(2000);
  expect(run.stderr).toMatch(/\n\d+ errors in 500 files\nNothing was written\.\n$/);
  expect(run.stderr).not.toMatch(/^\s+at |undefined|\[object/m);
});
