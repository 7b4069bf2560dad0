import type { Hazard } from '../../src/spec/waivers.ts';

/** A rule file as a Prometheus loads it. */
export interface RuleFileText {
  readonly path: string;
  readonly text: string;
  /** The site whose Prometheus loads it; undefined where it sees all sites. */
  readonly site: string | undefined;
}

/** What is told of a project apart from its texts: whatever else would show a failure. */
export interface Surroundings {
  readonly sites: readonly string[];
  /** Instances whose failing events another instance sees as well. */
  readonly witnessed: ReadonlySet<string>;
  /** Instances whose traffic is watched: their outage may be told as lost traffic. */
  readonly watched: ReadonlySet<string>;
}

/** Obligations that a fault breaks. */
export interface Broken {
  readonly instance: string;
  /** `*` where it is owed for all sites together. */
  readonly site: string;
  readonly hazard: Hazard;
}

/** A text with a fault in it, and what it breaks, known from how it was made. */
export interface Mutant {
  /** Where the fault is: an alert, a recording rule, a route, a file. */
  readonly where: string;
  /** Undefined where the file is gone. */
  readonly text: string | undefined;
  /** Each of them; none for a change that breaks nothing. */
  readonly breaks: readonly Broken[];
}

interface Class {
  readonly name: string;
  /** How it came about where it happened. */
  readonly happened: string;
  /** Whether it changes nothing that matters, so that nothing may be reported. */
  readonly isEquivalent?: true;
}

/** A class of faults in rule files: texts in, texts out. */
export interface RuleFault extends Class {
  readonly on: 'rules';
  readonly mutants: (file: RuleFileText, around: Surroundings) => Iterable<Mutant>;
}

/** Which obligations of a project a fault of routes breaks. */
export type Touched = (level: 'page' | 'ticket', hazard: Hazard) => boolean;

/** A text of routes with a fault in it. */
export interface RouteMutant {
  readonly where: string;
  readonly text: string;
  /** Undefined for a change that breaks nothing. */
  readonly breaks: Touched | undefined;
}

/** A class of faults in an Alertmanager file. */
export interface RouteFault extends Class {
  readonly on: 'routes';
  readonly mutants: (text: string) => Iterable<RouteMutant>;
}

/** A spec with a fault in it, which the compiler or the proof of what it makes must report. */
export interface SpecMutant {
  readonly where: string;
  readonly path: string;
  readonly text: string;
}

/** A class of faults in specs. */
export interface SpecFault extends Class {
  readonly on: 'specs';
  readonly mutants: (specs: ReadonlyMap<string, string>) => Iterable<SpecMutant>;
}

export type Fault = RuleFault | RouteFault | SpecFault;
