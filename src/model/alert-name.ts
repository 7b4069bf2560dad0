/** `eventgate-main` as `EventgateMain`: how names of the language go into alert names. */
export function pascalCase(name: string): string {
  return name
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/**
 * The beginning of every alert name of an instance, or of one of its objectives. It names the instance, since inhibition
 * rules with `equal: [alertname, …]` would otherwise let one instance's alert silence another's.
 */
export function alertPrefix(instance: string, objective?: string): string {
  return pascalCase(instance) + (objective === undefined ? '' : pascalCase(objective));
}
