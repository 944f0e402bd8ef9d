/** Index after the closing quote of the string that opens at `start`. */
function skipString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return text.length;
}

/** How deep arrays and objects are nested, without parsing; any text is allowed. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; ) {
    const character = text[index];
    if (character === '"') {
      index = skipString(text, index);
      continue;
    }
    if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth -= 1;
    index += 1;
  }
  return deepest;
}

/**
 * Looks through valid JSON for a key that stands twice in one object, however it is escaped, and
 * for `__proto__`.
 */
export function findUnsafeKey(text: string): "repeated" | "forbidden" | null {
  /** Keys of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let keyMayFollow = false;
  for (let index = 0; index < text.length; ) {
    const character = text[index];
    if (character === '"') {
      const end = skipString(text, index);
      const keys = open.at(-1);
      if (keys && keyMayFollow) {
        const key = JSON.parse(text.slice(index, end)) as string;
        if (key === "__proto__") return "forbidden";
        if (keys.has(key)) return "repeated";
        keys.add(key);
      }
      keyMayFollow = false;
      index = end;
      continue;
    }
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(null);
    else if (character === "}" || character === "]") open.pop();
    if (character === "{" || character === ",") keyMayFollow = true;
    index += 1;
  }
  return null;
}
