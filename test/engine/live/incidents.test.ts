import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PROVES } from '../../support/proof.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { ReceivedNotification } from '../../support/webhook.ts';
import { startPlatform } from './platform.ts';
import { outageOfOneSite } from './sites.ts';

/** Generous: what is awaited comes after a few seconds, or a quarter of a minute. */
const LONG_MS = 90_000;

test('four failures reach the people who are owed to know, with what fails, where, and what to read; all else is silent', { timeout: 300_000 }, async () => {
  const { prometheus, alertmanager, webhook, place, vanish } = await startPlatform();
  const external = place('eventgate-analytics-external', 'eqiad');
  const out = place('eventgate-main', 'codfw');
  const gone = place('eventgate-main', 'eqiad');
  const stopped = place('eventgate-logging-external', 'eqiad');
  await waitUntil('events counted and traffic known everywhere', LONG_MS, async () => {
    const [counted, usual] = await Promise.all([prometheus.query('tocsin:events_total:increase5m{tocsin_objective="availability"} > 0'), prometheus.query('tocsin:traffic:usual > 0')]);
    return counted.length === 8 && usual.length === 8;
  });
  const loaded = (await prometheus.rules()).flatMap(({ rules }) => rules);
  expect(loaded.length).toBeGreaterThan(200);
  expect(loaded.filter(({ health }) => health === 'err')).toEqual([]);
  expect((await prometheus.alerts()).filter(({ state }) => state === 'firing')).toEqual([]);
  expect(webhook.notifications).toEqual([]);

  // The configuration of all streams but one is lost; their synthetic events fail, and nobody else notices.
  external.pod.unconfigured = new Set(external.streams.slice(1).map(({ stream }) => stream));
  out.pod.unconfigured = 'all';
  stopped.perSecond = 0;
  vanish(gone);

  const told = (alertname: string, site: string): Promise<ReceivedNotification> =>
    webhook.waitFor(({ alerts }) => alerts.some(({ labels }) => labels['alertname'] === alertname && labels['site'] === site), LONG_MS);
  const seed = await told('EventgateAnalyticsExternalCanaryBurnPage', 'eqiad');
  expect(seed).toMatchObject({ path: '/data-platform-page', groupLabels: { service: 'eventgate-analytics-external', site: 'eqiad' }, commonLabels: { hazard: 'canary-failing', severity: 'page' } });
  // Each stream that fails, in one notification or the next, and not the one that does not.
  const streams = (): ReadonlySet<string | undefined> => new Set(webhook.notifications.flatMap(({ alerts }) => alerts.flatMap(({ labels }) => (labels['alertname'] === 'EventgateAnalyticsExternalCanaryBurnPage' ? [labels['stream']] : []))));
  await waitUntil('all streams', LONG_MS, () => streams().size >= external.streams.length - 1);
  expect(streams()).toEqual(external.pod.unconfigured);
  expect(await told('EventgateMainAvailabilityBurnPage', 'codfw')).toMatchObject({ path: '/data-platform-page', groupLabels: { service: 'eventgate-main', site: 'codfw' }, commonAnnotations: { summary: 'eventgate-main in codfw burns its availability budget fast #page' } });
  expect(await told('EventgateMainTargetDown', 'eqiad')).toMatchObject({ path: '/data-platform-page', commonAnnotations: { summary: 'eventgate-main in eqiad is down or gone #page' } });
  expect(await told('EventgateLoggingExternalTrafficDrop', 'eqiad')).toMatchObject({ path: '/data-engineering-task', commonAnnotations: { summary: 'eventgate-logging-external in eqiad gets far less than usual' } });

  // What a page does to the ticket of its own objective is seen at once on a ticket of our own: the real one takes hours.
  const paged = webhook.notifications.flatMap((one) => one.alerts).find(({ labels }) => labels['alertname'] === 'EventgateMainAvailabilityBurnPage');
  const ticket = { ...paged?.labels, case: 'ours', severity: 'task' };
  await alertmanager.postAlerts([{ labels: ticket }, { labels: { ...ticket, site: 'eqiad' } }]);
  const inhibited = await waitUntil('the inhibition', LONG_MS, async () => {
    const tickets = await alertmanager.getAlerts('case="ours"');
    return tickets.some(({ inhibitedBy }) => inhibitedBy.length > 0) && tickets;
  });
  expect(Object.fromEntries(inhibited.map(({ labels, inhibitedBy }) => [labels['site'], inhibitedBy]))).toEqual({ codfw: [paged?.fingerprint], eqiad: [] });

  // Time for whatever else would be told.
  await sleep(3000);
  const alerts = webhook.notifications.flatMap((one) => one.alerts).filter(({ labels }) => labels['case'] === undefined);
  const failing = [external, out, gone, stopped].map(({ instance, site }) => `${instance} in ${site}`);
  expect(new Set(alerts.map(({ labels }) => `${labels['service'] ?? ''} in ${labels['site'] ?? ''}`))).toEqual(new Set(failing));
  for (const { labels, annotations } of alerts) {
    const { summary, description, dashboard, runbook } = annotations;
    expect(`${labels['service'] ?? ''} in ${labels['site'] ?? ''}`).toSatisfy((where: string) => summary?.includes(where) === true && description?.includes(where) === true);
    expect(description?.split(' ').length).toBeGreaterThan(15);
    expect(`${summary ?? ''}${description ?? ''}${dashboard ?? ''}`).not.toMatch(/\{\{|error expanding|NaN/);
    expect(dashboard).toContain(`var-service=${labels['service'] ?? ''}&var-site=${labels['site'] ?? ''}`);
    expect(runbook).toBe('https://wiki.example.org/Event_Platform/EventGate');
  }
  // The seed does not show where one looked for it: hardly any of all events fail, and every request was recorded as a fast 200.
  expect(alerts.filter(({ labels }) => labels['service'] === 'eventgate-analytics-external' && labels['slo'] !== 'canary')).toEqual([]);
  expect(out.pod.receive({ stream: 'stream-1', schema: '/stream/1/1.0.0' }, 1)).toBe(500);
  expect(await prometheus.query('count by (status) (express_router_request_duration_seconds_count)')).toMatchObject([{ labels: { status: '200' } }]);
});

// A minute more: only `npm run prove` waits for it.
if (PROVES) test('where each site has a Prometheus, a total outage in one pages, and the other stays silent', { timeout: 240_000 }, outageOfOneSite);
