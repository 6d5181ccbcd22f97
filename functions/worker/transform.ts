/** A JSON value with every string in upper case; keys, numbers and the shape stay as they are. */
export function transform(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input), (_key, value: unknown) =>
    typeof value === 'string' ? value.toUpperCase() : value,
  );
}
