import type { Entry } from '../entry.ts';

/** TOC7xx: generated files and their folder, and the edge of the specs folder. */
export const OUTPUT = {
  TOC701: {
    severity: 'error',
    title: 'generated file is out of date',
    why: 'Prometheus or Alertmanager would load rules that no longer say what the specs say.',
  },
  TOC702: {
    severity: 'error',
    title: 'generated file was edited by hand',
    why: 'The next build replaces the edit, and until then the alerts are not those that were reviewed in the specs.',
  },
  TOC703: {
    severity: 'error',
    title: 'generated file is missing',
    why: 'A rule file that is not there fires nothing, and Prometheus does not complain about it.',
  },
  TOC704: {
    severity: 'error',
    title: 'generated file has no spec any more',
    why: 'Its alerts keep firing, or keep quiet, for a promise nobody makes.',
  },
  TOC705: {
    severity: 'error',
    title: 'output folder holds files of two runs',
    why: 'Rules of one run with routes of another can leave an alert without a receiver.',
  },
  TOC706: {
    severity: 'warning',
    title: 'output folder holds a file the tool did not write',
    why: 'A wildcard in rule_files loads it too, and no spec, check or review covers it.',
  },
  TOC707: {
    severity: 'error',
    title: 'manifest does not fit the generated files',
    why: 'Without it the tool cannot tell its own files from yours, nor an edit from an older build.',
  },
  TOC711: {
    severity: 'error',
    title: 'output path leads out of the output folder',
    why: 'A build must never write to a place that was not named to it.',
  },
  TOC712: {
    severity: 'error',
    title: 'output names collide',
    why: 'On a file system that ignores case one file would replace the other without a word.',
  },
  TOC713: {
    severity: 'error',
    title: 'output path is not a file',
    why: 'Writing through a link, or over a folder or a device, changes something else than the output folder.',
  },
  TOC714: {
    severity: 'error',
    title: 'a file of yours is in the way',
    why: 'The tool did not write it, so replacing it would lose work that no spec can bring back.',
  },
  TOC715: {
    severity: 'warning',
    title: 'edited file without a spec was left',
    why: 'The tool no longer makes it, but someone changed it, so deleting it could lose work; Prometheus may still load it.',
  },
  TOC716: {
    severity: 'warning',
    title: 'edit by hand was replaced',
    why: 'Generated files say what the specs say; a change that should last belongs in a spec.',
  },
  TOC717: {
    severity: 'error',
    title: 'output folder is of another time scale',
    why: 'Rules with divided windows look like others and alert on nothing that matters; they must not get among what is deployed.',
  },
  TOC721: {
    severity: 'error',
    title: 'link leads out of the specs folder',
    why: 'What the compiler reads must be what is reviewed in the specs folder, on every machine.',
  },
  TOC722: {
    severity: 'error',
    title: 'link in the specs folder leads nowhere',
    why: 'The spec it should name would be missing from the output without a word.',
  },
  TOC723: {
    severity: 'error',
    title: 'base file lies outside the specs folder',
    why: 'Its text is copied into the output, so a path that leads out could publish any file of the machine.',
  },
  TOC724: {
    severity: 'error',
    title: 'spec is not a regular file',
    why: 'Reading a pipe, socket or device can wait for ever or give another text each time.',
  },
  TOC725: {
    severity: 'error',
    title: 'base file not found',
    why: 'Without the base there are no receivers, and every alert would end nowhere.',
  },
  TOC790: {
    severity: 'error',
    title: 'Output that its reader would refuse',
    why: 'Prometheus or Alertmanager refuses the whole file for one field it does not know, and goes on with its old one.',
  },
} as const satisfies Record<string, Entry>;
