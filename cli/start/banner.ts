import { styleText } from 'node:util';
import type { Host } from '../../local/host.ts';

/** What a person wants to know once the service is up: where it is, how it is set, and what to type. */
export function banner({ url, outputs, sqsEndpoint, dynamodbEndpoint }: Host): string {
  return `
  ${styleText('bold', 'Augur')} answers at ${styleText(['bold', 'underline'], url)}

  processing time   ${outputs.ProcessingSeconds} s
  workers           ${outputs.WorkerSlots} questions at a time
  SQS, DynamoDB     ${sqsEndpoint}, ${dynamodbEndpoint}${telemetry(outputs.Telemetry)}

  Try it:
    curl -X POST '${url}/prediction?question=Will%20it%20rain%20tomorrow?'
    curl '${url}/status?prediction_id=<the id from there>'
    curl -X POST '${url}/prediction?question=What%20is%20your%20name?'

  Ctrl-C stops it; what was accepted is kept and goes on at the next start.
`;
}

function telemetry(target: string | undefined): string {
  return target === undefined ? '' : `\n  telemetry         ${target}`;
}
