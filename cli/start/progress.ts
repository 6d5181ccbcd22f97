/** Runs a step and prints its name, then how long it took or that it failed. */
export async function progress(step: string, work: () => Promise<void>): Promise<void> {
  process.stdout.write(`${step} … `);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    console.log('failed');
    throw error;
  }
  console.log(`done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
