import type { Cell } from '../proof/verdict.ts';
import { countsText, coverageRows, wantedMetrics } from './coverage-rows.ts';

/** The matrix as a page: committed beside the rules, so that a reviewer sees what a change leaves uncovered. */
export function renderCoverageMarkdown(cells: readonly Cell[], project: string): string {
  const rows = coverageRows(cells);
  const instances = [...new Set(rows.map(({ instance }) => instance))];
  const tables = instances.map((instance) => {
    const own = rows.filter((row) => row.instance === instance);
    const lines = own.map(({ hazard, part, sites, told, time, receivers, by }) => `| ${[part === '' ? hazard : `${hazard} \`${part}\``, sites.join(', '), told === 'HOLE' ? '**hole**' : told, time, receivers, by].map(escaped).join(' | ')} |`);
    return `## ${instance}\n\n| failure | sites | told | within | receiver | by |\n| --- | --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  const wanted = wantedMetrics(cells);
  const needs = wanted.length === 0 ? '' : `\n## Needs instrumentation\n\n${wanted.map(({ metric, why, waiting }) => `- \`${metric}\`: ${escaped(why)}. Waiting for it: ${waiting.map(escaped).join(', ')}.`).join('\n')}\n`;
  return `# Coverage of ${project}\n\n${countsText(cells)}.\n\n${tables.join('\n')}${needs}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
