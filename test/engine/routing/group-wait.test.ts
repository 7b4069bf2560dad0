import { expect, test } from 'vitest';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { startWebhook } from '../../support/webhook.ts';

const GROUP_WAIT_MS = 2000;

test('an alert that is over before its group was told of is told to nobody, and one that goes on is', { timeout: 60_000 }, async () => {
  const webhook = await startWebhook();
  const alertmanager = await startAlertmanager({
    config: { text: `route: { receiver: hook, group_by: ['...'], group_wait: ${GROUP_WAIT_MS}ms, group_interval: 1s }\nreceivers:\n  - name: hook\n    webhook_configs: [{ url: "${webhook.url}/" }]\n` },
  });
  const posted = (...names: readonly string[]): { readonly labels: { readonly alertname: string } }[] => names.map((alertname) => ({ labels: { alertname } }));
  await alertmanager.postAlerts(posted('Brief', 'Lasting'));
  await alertmanager.postAlerts(posted('Brief').map((one) => ({ ...one, endsAt: new Date().toISOString() })));
  const named = (name: string) => ({ alerts }: { readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[] }) => alerts.some(({ labels }) => labels['alertname'] === name);
  await webhook.waitFor(named('Lasting'), 30_000);
  // One that begins later and is told of shows that the first had its time.
  await alertmanager.postAlerts(posted('Later'));
  await webhook.waitFor(named('Later'), 30_000);
  expect(webhook.notifications.filter(named('Brief'))).toEqual([]);
});
