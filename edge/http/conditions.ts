/** What identifies a stored file to a client: its strong entity tag and its HTTP date. */
export type Validators = { etag: string; lastModified: string };

/**
 * Judges a request's preconditions in the order of RFC 9110, 13.2.2, for GET and HEAD.
 *
 * @returns 412 or 304 when that is the answer, null when the request goes on.
 */
export function judgeConditions(headers: Headers, file: Validators): 304 | 412 | null {
  const ifMatch = headers.get("if-match");
  const ifUnmodifiedSince = dateOf(headers.get("if-unmodified-since"));
  const modified = Date.parse(file.lastModified);
  if (ifMatch !== null) {
    if (!listNames(ifMatch, file.etag)) return 412;
  } else if (ifUnmodifiedSince !== null && modified > ifUnmodifiedSince) {
    return 412;
  }
  const ifNoneMatch = headers.get("if-none-match");
  const ifModifiedSince = dateOf(headers.get("if-modified-since"));
  if (ifNoneMatch !== null) return tagMatches(ifNoneMatch, file.etag) ? 304 : null;
  return ifModifiedSince !== null && modified <= ifModifiedSince ? 304 : null;
}

/**
 * Whether If-Range lets a Range count: no header, the very entity tag, or the very date. Files are
 * never changed in place, so their date is a strong validator.
 */
export function rangeApplies(ifRange: string | null, file: Validators): boolean {
  const given = ifRange?.trim();
  return given === undefined || given === file.etag || given === file.lastModified;
}

/** Whether If-None-Match names the entity tag (weak comparison). */
function tagMatches(ifNoneMatch: string, etag: string): boolean {
  return listNames(ifNoneMatch.replaceAll(/(^|[,\s])W\/(?=")/g, "$1"), etag);
}

function listNames(list: string, etag: string): boolean {
  return list.trim() === "*" || list.split(",").some((tag) => tag.trim() === etag);
}

function dateOf(value: string | null): number | null {
  const time = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
