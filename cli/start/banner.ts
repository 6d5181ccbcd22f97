import { styleText } from 'node:util';
import type { Host } from '../../local/host.ts';
import { examples } from '../examples.ts';

/** What is printed once the service is ready: its addresses, its settings and commands to try. */
export function banner({ url, outputs, sqsEndpoint, dynamodbEndpoint }: Host): string {
  return `
  ${styleText('bold', 'Augur')} answers at ${styleText(['bold', 'underline'], url)}

  processing time   ${outputs.ProcessingSeconds} s
  slots             ${outputs.WorkerSlots} questions at a time
  SQS, DynamoDB     ${sqsEndpoint}, ${dynamodbEndpoint}${telemetry(outputs.Telemetry)}
  Node              ${process.version}

${examples(url)}

  Ctrl-C stops it. Accepted tasks are kept and continue at the next start.
`;
}

function telemetry(target: string | undefined): string {
  return target === undefined ? '' : `\n  telemetry         ${target}`;
}
