import { describe, expect, it } from 'vitest';
import { answer } from './answer.ts';

const many = Array.from({ length: 2_000 }, (_, index) => `Will it happen on day ${index}?`);
const yeses = (answers: string[]) => answers.filter((one) => one === 'yes').length;

describe('an answer', () => {
  it('is the same for the same seed and question', () => {
    expect(many.map((question) => answer(question, 'seed'))).toEqual(many.map((question) => answer(question, 'seed')));
  });

  it('depends on the seed', () => {
    expect(many.map((question) => answer(question, 'one'))).not.toEqual(
      many.map((question) => answer(question, 'two')),
    );
  });

  // Six standard deviations of 2,000 fair coins are 134.
  it.each([
    ['with a seed', 'seed'],
    ['without one', undefined],
  ])('is yes as often as no, %s', (_, seed) => {
    expect(Math.abs(yeses(many.map((question) => answer(question, seed))) - 1_000)).toBeLessThan(134);
  });
});
