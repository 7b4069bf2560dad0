import { testPage } from './pages.ts';

testPage('README.md', 8);
