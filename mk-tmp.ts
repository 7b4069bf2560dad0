import { writeProject } from './bench/project.ts';
writeProject(process.argv[2] ?? '', { objectives: Number(process.argv[3]), each: 5 });
