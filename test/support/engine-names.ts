/** The four programs that judge Tocsin's output. */
export const ENGINE_NAMES = ['prometheus', 'promtool', 'alertmanager', 'amtool'] as const;

/** One of the four programs. */
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What the tests need to know of one engine. */
export interface EngineDescription {
  /** Debian's package that holds it. */
  readonly package: 'prometheus' | 'prometheus-alertmanager';
  /** Names it goes by on PATH: Debian's, then upstream's. */
  readonly commands: readonly string[];
  /** Environment variable that forces a path, whatever its version. */
  readonly variable: string;
  /** The version that judges, as `major.minor`: Debian 12's. Verdicts differ between versions, so others are passed over. */
  readonly version: string;
}

/** The engines and where to look for them. */
export const ENGINES: { readonly [Name in EngineName]: EngineDescription } = {
  prometheus: { package: 'prometheus', commands: ['prometheus'], variable: 'TOCSIN_PROMETHEUS', version: '2.42' },
  promtool: { package: 'prometheus', commands: ['promtool'], variable: 'TOCSIN_PROMTOOL', version: '2.42' },
  alertmanager: {
    package: 'prometheus-alertmanager',
    commands: ['prometheus-alertmanager', 'alertmanager'],
    variable: 'TOCSIN_ALERTMANAGER',
    version: '0.25',
  },
  amtool: { package: 'prometheus-alertmanager', commands: ['amtool'], variable: 'TOCSIN_AMTOOL', version: '0.25' },
};

/** Absolute paths of the four engines. */
export type Engines = { readonly [Name in EngineName]: string };

/** A reason why the engines cannot be had, in one readable line: what, why, what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(what: string, why: string, todo: string) {
    super(`${what}: ${why}; ${todo}`.replaceAll(/\s+/g, ' '));
  }
}
