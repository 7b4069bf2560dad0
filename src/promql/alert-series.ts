/** Names of the series that Prometheus writes about alerts itself, while they are pending or firing. */
export const ALERT_SERIES: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE'];
