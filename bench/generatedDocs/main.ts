import { writeGeneratedDocs } from './generatedDocs.ts';

writeGeneratedDocs();
