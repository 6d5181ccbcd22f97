import type { FunctionCode } from './functionCode.ts';
import type { Settings } from './settings.ts';

/** What all constructs of a stack are made from. */
export interface Deployment {
  readonly settings: Settings;
  /** The SHA-256 digests of the API tokens that are accepted, in hexadecimal. */
  readonly apiTokenDigests: readonly string[];
  readonly code: FunctionCode;
}
