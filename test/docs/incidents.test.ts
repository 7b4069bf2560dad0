import { testPage } from './pages.ts';

testPage('docs/incidents.md', 10);
