/**
 * What must never stand on a public page, whoever wrote it into a prompt or a log. Repetitions are
 * bounded: a text made to be slow would cost its square otherwise.
 */
const PATTERNS: readonly RegExp[] = [
  /\bff_[a-z]{1,20}_[\w-]{8,}/g,
  /\bwhsec_[\w+/=-]{8,}/g,
  /\beyJ[\w-]{5,1000}\.[\w-]{1,4000}\.[\w-]*/g,
  /\bBearer\s{1,10}\S+/gi,
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi,
  /[^\s@<>"'(),;:]{1,64}@(?=[^\s@<>"'(),;:]{1,250}\.)[^\s@<>"'(),;:]{1,255}/g,
];

/** The text with credentials, links and e-mail addresses taken out. */
export function hideSecrets(text: string): string {
  return PATTERNS.reduce((shown, pattern) => shown.replace(pattern, "[hidden]"), text);
}
