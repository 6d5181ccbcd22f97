import { writeTexts } from './texts.ts';

writeTexts();
