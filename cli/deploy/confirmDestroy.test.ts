import { describe, expect, it } from 'vitest';
import { confirmDestroy } from './confirmDestroy.ts';

const WHAT = 'the stack Augur-two and its data';

describe('confirmDestroy', () => {
  it('does not ask with --yes', async () => {
    await confirmDestroy(WHAT, { isConfirmed: true, ask: () => Promise.reject(new Error('Asked')) });
  });

  it.each(['y', 'Yes', ' y '])('says what is deleted, and accepts the answer %j', async (answer) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    await confirmDestroy(WHAT, { isConfirmed: false, ask });
    expect(questions).toEqual([`This deletes ${WHAT}. Continue? [y/N] `]);
  });

  it.each(['', 'n', 'yesterday'])('throws for the answer %j', async (answer) => {
    const confirmed = confirmDestroy(WHAT, { isConfirmed: false, ask: async () => answer });
    await expect(confirmed).rejects.toThrow('Nothing was deleted.');
  });

  it('throws without a terminal, with an error that says what would be deleted and names --yes', async () => {
    await expect(confirmDestroy(WHAT, { isConfirmed: false })).rejects.toThrow(
      `This would delete ${WHAT}. Without a terminal to ask on, the option --yes is required.`,
    );
  });
});
