import { testPage } from './pages.ts';

testPage('docs/drills.md', 7);
