import type { Source } from '../evaluate/source.ts';
import { scrapedStorage } from '../failures/scraped.ts';
import type { World, WorldSeries } from '../failures/world.ts';
import type { Settings } from '../model/model.ts';
import type { Concern } from './concern.ts';
import { sourceOf, trial, type Trialled } from './engine.ts';
import type { Stage } from './rehearsal.ts';

/** All was well for some evaluations before the failure, or the alert fires of itself. */
const BEFORE_MS = 10 * 60_000;

/** What happens to which rules. */
export interface RunGround {
  readonly world: World;
  readonly settings: Settings;
  readonly stages: readonly Stage[];
  readonly concern: Concern;
  /** Whether nothing is evaluated before the failure. */
  readonly startsWithFailure: boolean;
  /** By how many milliseconds everything else comes after evaluations. */
  readonly lateMs: number;
}

/** The runs of one failure, made as far as they are asked for. */
export class Runs {
  readonly #ground: RunGround;
  readonly #made = new Map<Stage, Trialled>();

  constructor(ground: RunGround) {
    this.#ground = ground;
  }

  get onsetMs(): number {
    return this.#ground.world.onsetMs;
  }

  of(stage: Stage): Trialled {
    const before = this.#made.get(stage);
    if (before !== undefined) return before;
    const { world, settings, concern, startsWithFailure, lateMs } = this.#ground;
    const made = trial({ rules: concern.at(stage).rules, raw: scrapedStorage(this.#seriesOf(stage), settings.scrapeIntervalMs), more: this.#localsOf(stage), alertsFromMs: startsWithFailure ? world.onsetMs : Math.max(0, world.onsetMs - BEFORE_MS), lateMs });
    this.#made.set(stage, made);
    return made;
  }

  #seriesOf({ site, sees }: Stage): readonly WorldSeries[] {
    const { sites } = this.#ground.world;
    if (sees === 'recorded') return [];
    return site === undefined ? [...sites.values()].flat() : (sites.get(site) ?? []);
  }

  /** What the sites' own Prometheis store. */
  #localsOf(stage: Stage): readonly Source[] {
    const { stages, settings } = this.#ground;
    if (stage.sees !== 'recorded') return [];
    return stages.flatMap((local) => (local.sees === 'site' && local.site !== undefined ? [sourceOf(this.of(local).run, { [settings.labels.site]: local.site })] : []));
  }
}
