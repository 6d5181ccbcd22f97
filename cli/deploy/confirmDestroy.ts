export interface ConfirmOptions {
  /** Whether `--yes` was given. */
  readonly isConfirmed: boolean;
  /** Asks on the terminal. Without it, there is no terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/**
 * Asks before data is deleted.
 *
 * @param what what will be deleted, as in `the stack Augur and its data`
 * @throws Error when the answer is not yes, or when there is nobody to ask
 */
export async function confirmDestroy(what: string, { isConfirmed, ask }: ConfirmOptions): Promise<void> {
  if (isConfirmed) return;
  if (ask === undefined) {
    throw new Error(`This would delete ${what}. Without a terminal to ask on, the option --yes is required.`);
  }
  const answer = await ask(`This deletes ${what}. Continue? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Nothing was deleted.');
}
