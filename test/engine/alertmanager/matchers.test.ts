import { expect, test } from 'vitest';
import { scalar } from '../../../src/alertmanager/print.ts';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { checkConfig } from '../../support/amtool.ts';
import { tempDir } from '../../support/temp.ts';
import { MATCHER_TEXTS } from '../../unit/alertmanager/matcher-texts.ts';

function config(texts: readonly string[]): string {
  const routes = texts.map((text, at) => `    - { receiver: r${at}, continue: true, matchers: [${scalar(text)}] }\n`).join('');
  const receivers = ['r', ...texts.map((_, at) => `r${at}`)].map((name) => `  - name: ${name}\n`).join('');
  return `route:\n  receiver: r\n  routes:\n${routes}receivers:\n${receivers}`;
}

test('Alertmanager refuses the texts that are refused here, and no other', async () => {
  const dir = tempDir(Object.fromEntries(MATCHER_TEXTS.map(([text], at) => [`${at}.yml`, config([text])])));
  for (const [at, [text, want]] of MATCHER_TEXTS.entries()) {
    const { status } = await checkConfig(`${dir}/${at}.yml`);
    expect({ text, accepted: status === 0 }).toEqual({ text, accepted: want !== undefined });
  }
}, 60_000);

test('Alertmanager reads equality as it is read here', async () => {
  const equal = MATCHER_TEXTS.filter(([, want]) => want?.length === 1 && want[0]?.[1] === '=' && /^[a-z]$/.test(want[0][0]));
  const alertmanager = await startAlertmanager({ config: { text: config(equal.map(([text]) => text)) } });
  await alertmanager.postAlerts(
    equal.map(([, want], at) => ({ labels: { case: String(at), ...(want?.[0] === undefined ? {} : { [want[0][0]]: want[0][2] }) } })),
  );
  const alerts = await alertmanager.getAlerts();
  expect(alerts).toHaveLength(equal.length);
  for (const { labels, receivers } of alerts) {
    const at = Number(labels['case']);
    expect({ text: equal[at]?.[0], receivers }).toEqual({ text: equal[at]?.[0], receivers: expect.arrayContaining([`r${at}`]) as unknown });
    const same = equal.flatMap(([, want], other) => (want?.[0]?.[2] === equal[at]?.[1]?.[0]?.[2] ? [`r${other}`] : []));
    expect(receivers).toEqual(same);
  }
});
