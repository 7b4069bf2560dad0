import { writeCoveredProject } from './bench/covered-project.ts';
writeCoveredProject(process.argv[2] ?? '', Number(process.argv[3]));
