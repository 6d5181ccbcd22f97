/**
 * Whether a body is binary to the API: its media type is one of the API's binary media types, which may be wildcards
 * such as `image/*`.
 * Source: API Gateway Developer Guide, "Binary media types for REST APIs".
 *
 * @param value a `Content-Type` or `Accept` header. Of several types in it, API Gateway goes by the first.
 */
export function isBinary(binaryMediaTypes: readonly string[], value: string | undefined): boolean {
  if (binaryMediaTypes.length === 0) return false;
  const [mediaType = ''] = (value ?? '').toLowerCase().split(/\s*[,;]/, 1);
  return binaryMediaTypes.some(
    (type) =>
      type === '*/*' ||
      type === mediaType.trim() ||
      (type.endsWith('/*') && mediaType.trim().startsWith(type.slice(0, -1))),
  );
}
