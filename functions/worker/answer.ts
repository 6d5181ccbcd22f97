import { createHmac, randomInt } from 'node:crypto';
import type { Answer } from '../shared/tasks/task.ts';

/**
 * Yes or no, each as likely: by chance, or, with a seed, by the seed and the question alone, so that the same question
 * has the same answer in every run.
 */
export function answer(question: string, seed?: string): Answer {
  const bit = seed === undefined ? randomInt(2) : createHmac('sha256', seed).update(question).digest().readUInt8() & 1;
  return bit === 1 ? 'yes' : 'no';
}
