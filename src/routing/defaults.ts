/** What Alertmanager takes where no route says another (Alertmanager: dispatch/route.go, DefaultRouteOpts). */
export const DEFAULT_GROUP_WAIT = '30s';
export const DEFAULT_GROUP_INTERVAL = '5m';
export const DEFAULT_REPEAT_INTERVAL = '4h';
