import { writeFileSync } from 'node:fs';
import { GENERATED_PAGES } from './documentation.ts';

for (const [name, text] of GENERATED_PAGES)
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), text());
