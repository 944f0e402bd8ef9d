/** True when `version` comes before `other`; both are dotted numbers, and suffixes do not count. */
export function isOlderVersion(version: string, other: string): boolean {
  const left = numbersOf(version);
  const right = numbersOf(other);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] {
  const core = /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "0";
  return core.split(".").map(Number);
}
