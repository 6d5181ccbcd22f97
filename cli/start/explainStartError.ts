import { PortInUseError, StateInUseError } from '../../local/host.ts';

/** Turns an error of the local host into one that tells the user of `npm start` what to do; returns others as they are. */
export function explainStartError(error: unknown): unknown {
  if (error instanceof PortInUseError) {
    return new Error(`Port ${error.port} is in use. Choose another: PORT=8001 npm start`, { cause: error });
  }
  if (error instanceof StateInUseError) {
    const message = `${error.directory} is in use by another run. Stop that run, or choose another directory with --state.`;
    return new Error(message, { cause: error });
  }
  return error;
}
