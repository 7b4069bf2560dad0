import type { Group } from './cost-rules.ts';

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
const SELECTOR = { bad: 'eventgate_validation_errors_total{service="eventgate-main",error_type!~"ValidationError|MalformedHeaderError"}', good: 'eventgate_events_produced_total{service="eventgate-main"}' };

/**
 * The textbook's rules (Google SRE Workbook, chapter 5): the rates of each window straight from the raw counters, each read
 * once, their ratio, and an alert a level.
 */
export function textbookGroups(interval: number): readonly Group[] {
  const above = (window: string, factor: number): string => `textbook:error_ratio:${window} > ${factor} * 0.001`;
  return [
    {
      interval,
      rules: [
        ...WINDOWS.flatMap((window) => [
          { record: `textbook:bad:rate${window}`, expr: `sum by (site) (rate(${SELECTOR.bad}[${window}]))` },
          { record: `textbook:good:rate${window}`, expr: `sum by (site) (rate(${SELECTOR.good}[${window}]))` },
          { record: `textbook:error_ratio:${window}`, expr: `textbook:bad:rate${window} / (textbook:bad:rate${window} + textbook:good:rate${window})` },
        ]),
        { alert: 'Page', expr: `(${above('1h', 14.4)} and ${above('5m', 14.4)}) or (${above('6h', 6)} and ${above('30m', 6)})` },
        { alert: 'Ticket', expr: `(${above('1d', 3)} and ${above('2h', 3)}) or (${above('3d', 1)} and ${above('6h', 1)})` },
      ],
    },
  ];
}
