import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as amtool from '../../support/amtool.ts';
import * as promtool from '../../support/promtool.ts';
import { copiedSpecs, generated, inScope, SCOPES } from '../../support/specs.ts';

describe.each(SCOPES)('in scope %s', (scope) => {
  test('promtool and amtool accept what is generated', async () => {
    const dir = copiedSpecs(inScope(scope));
    const files = await generated(dir);
    const rules = Object.keys(files).filter((path) => path.startsWith('rules/'));
    // In scope `site` that is the file for the ruler that sees all sites.
    const sites = scope === 'site' ? ['codfw', 'eqiad', 'global'] : ['global'];
    expect([...new Set(rules.map((path) => path.replace(/.*_(.*)\.yaml$/, '$1')))].sort()).toEqual(sites);

    const checked = await promtool.checkRules(rules.map((path) => join(dir, 'generated', path)));
    expect(checked).toMatchObject({ status: 0 });
    expect(checked.stdout.match(/SUCCESS: [1-9]\d* rules found/g)).toHaveLength(rules.length);
    expect(await amtool.checkConfig(join(dir, 'generated', 'alertmanager', 'alertmanager.yml'))).toMatchObject({ status: 0 });
  });

  test('the site is selected only where it is a label', async () => {
    const files = await generated(copiedSpecs(inScope(scope)));
    for (const [path, text] of Object.entries(files)) {
      if (!path.startsWith('rules/')) continue;
      const isLocal = scope === 'site' && !path.endsWith('_global.yaml');
      // The ruler's rules keep sites apart, and need select none.
      if (scope === 'site' && !isLocal) expect(text, path).not.toMatch(/\{[^{}]*\bsite\s*(=~|!=|!~|=)\s*"/);
      else if (isLocal) expect(text, path).not.toMatch(/\bsite\s*(=|!=|=~|!~)\s*\\?"|\(([^()]*, )?site(, [^()]*)?\)|^ +site:/m);
      else expect(text, path).toMatch(/site=~"codfw\|eqiad"|site="(codfw|eqiad)"/);
    }
  });
});
