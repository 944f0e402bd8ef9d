/** Where an answer may rightly differ from a document's example. */
export type AllowedDifferences = {
  /** Paths the answer may have beside those of the example. */
  extra?: readonly string[];
  /** Paths the answer may lack. */
  missing?: readonly string[];
  /** Paths that may be null on one side, whatever they are on the other. */
  nullable?: readonly string[];
  /** Paths whose inside is not looked at. */
  free?: readonly string[];
};

/**
 * Compares an answer with the example of a document: the same keys, and the same JSON types under
 * them. Every item of a list must be like one of the example's items; an empty object in the example
 * leaves open what is in it. Paths are written `jobs[].video_url`.
 *
 * @returns one line for each difference; none when the shapes are the same.
 */
export function compareShape(
  example: unknown,
  answer: unknown,
  allowed: AllowedDifferences = {},
): string[] {
  return compare("", example, answer, allowed);
}

function compare(
  path: string,
  example: unknown,
  answer: unknown,
  allowed: AllowedDifferences,
): string[] {
  if (allowed.free?.includes(path) === true) return [];
  const [wanted, found] = [typeOf(example), typeOf(answer)];
  const isNull = wanted === "null" || found === "null";
  if (wanted !== found) {
    if (isNull && allowed.nullable?.includes(path) === true) return [];
    return [`${path || "the whole"} is ${found}, the document has ${wanted}`];
  }
  if (Array.isArray(example)) return compareItems(path, example, answer as unknown[], allowed);
  if (wanted === "object") {
    return compareFields(path, example as Fields, answer as Fields, allowed);
  }
  return [];
}

type Fields = Record<string, unknown>;

function compareFields(
  path: string,
  example: Fields,
  answer: Fields,
  allowed: AllowedDifferences,
): string[] {
  const names = Object.keys(example);
  if (names.length === 0) return [];
  const under = (name: string) => (path === "" ? name : `${path}.${name}`);
  const lacking = names
    .filter((name) => !Object.hasOwn(answer, name))
    .map(under)
    .filter((place) => allowed.missing?.includes(place) !== true);
  const surplus = Object.keys(answer)
    .filter((name) => !Object.hasOwn(example, name))
    .map(under)
    .filter((place) => allowed.extra?.includes(place) !== true);
  return [
    ...lacking.map((place) => `${place} is missing`),
    ...surplus.map((place) => `${place} is not in the document`),
    ...names
      .filter((name) => Object.hasOwn(answer, name))
      .flatMap((name) => compare(under(name), example[name], answer[name], allowed)),
  ];
}

function compareItems(
  path: string,
  example: readonly unknown[],
  answer: readonly unknown[],
  allowed: AllowedDifferences,
): string[] {
  const place = `${path}[]`;
  if (example.length === 0) return [];
  // An empty list would agree with anything.
  if (answer.length === 0 && allowed.missing?.includes(place) !== true) {
    return [`${path || "the list"} is empty, the document has items`];
  }
  return answer.flatMap((item, index) => {
    const attempts = example.map((one) => compare(place, one, item, allowed));
    const best = attempts.reduce((a, b) => (b.length < a.length ? b : a));
    return best.map((difference) => `item ${index}: ${difference}`);
  });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
