/** A Prometheus version as far as its language depends on it. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Major and minor, for tables. */
export type Since = readonly [major: number, minor: number];

export function isAtLeast(version: Version, [major, minor]: Since): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

export function sinceText([major, minor]: Since): string {
  return `Prometheus ${major}.${minor}`;
}
