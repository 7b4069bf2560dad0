import { testPage } from './pages.ts';

testPage('docs/command-line.md', 20);
