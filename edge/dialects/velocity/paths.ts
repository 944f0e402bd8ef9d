const FIRST_SEGMENT = /^\/(?:template|audio|audio-asset-group|campaign|render)(?=\/|$)/i;

/** The path with the first segment in lower case, if it is one of document 003's. */
export function normalizeVelocityPath(path: string): string {
  return path.replace(FIRST_SEGMENT, (segment) => segment.toLowerCase());
}

/** Whether a path is under one of the document's first segments. */
export function isVelocityPath(path: string): boolean {
  return FIRST_SEGMENT.test(path);
}
