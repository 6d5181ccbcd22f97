import { mapStrings } from '../shared/runtime/json.ts';

/** A JSON value with every string in upper case; keys, numbers and the shape stay as they are. */
export function transform(input: unknown): unknown {
  return mapStrings(input, (text) => text.toUpperCase());
}
