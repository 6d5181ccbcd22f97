/**
 * Returns whether a body is binary: whether its media type is among the binary media types of the API, which may be
 * wildcards such as `image/*`.
 * Source: API Gateway Developer Guide, "Binary media types for REST APIs".
 *
 * @param value a `Content-Type` or `Accept` header. Of several types in it, API Gateway considers the first.
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
