/** The largest body of a route without a limit of its own, in bytes. */
export const DEFAULT_MAX_BODY_BYTES = 64 * 1024;
/** The largest stored value, in bytes: of a string its UTF-8 bytes, of any other value its JSON. */
export const MAX_VALUE_BYTES = 256 * 1024;
/** The largest body of a write, in bytes. JSON's escapes can double the size of a value. */
export const MAX_WRITE_BYTES = 2 * MAX_VALUE_BYTES;
