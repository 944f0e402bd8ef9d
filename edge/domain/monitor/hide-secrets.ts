/** What must never stand on a public page, whoever wrote it into a prompt or a log. */
const PATTERNS: readonly RegExp[] = [
  /\bff_[a-z]+_[\w-]{8,}/g,
  /\bwhsec_[\w+/=-]{8,}/g,
  /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g,
  /\bBearer\s+\S+/gi,
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi,
  /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[^\s@<>"'(),;:]+/g,
];

/** The text with credentials, links and e-mail addresses taken out. */
export function hideSecrets(text: string): string {
  return PATTERNS.reduce((shown, pattern) => shown.replace(pattern, "[hidden]"), text);
}
