import { updateReadme } from './update.ts';

updateReadme();
