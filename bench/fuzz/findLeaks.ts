// As a JSON line of the log, and as `npm start` shows it.
const INTERACTION = /"event":"interaction"|INFO +Interaction /;

/**
 * The lines of a service's output that contain something of a request, except those whose purpose it is: the records of
 * interactions.
 *
 * @param canary part of every text of the requests that must not be logged; found in upper and lower case
 */
export function findLeaks(output: string, canary: string): string[] {
  const wanted = canary.toLowerCase();
  return output.split('\n').filter((line) => line.toLowerCase().includes(wanted) && !INTERACTION.test(line));
}
