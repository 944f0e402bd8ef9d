/** Strings first, so that nothing inside one is taken for something else. */
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;

/**
 * Reads a JSON block as documents write it: with comments, trailing commas, alternatives
 * (`"A" | "B"` is read as `"A"`) and `{ ... }` for an object that is left open.
 *
 * @throws SyntaxError for what is no JSON even then.
 */
export function readExample(text: string): unknown {
  const keepStrings = (pattern: string, by: string) => (from: string) =>
    from.replace(
      new RegExp(`(${STRING})|${pattern}`, "g"),
      (_match, string?: string) => string ?? by,
    );
  const withoutComments = keepStrings(String.raw`//[^\n]*|/\*[\s\S]*?\*/`, "")(text);
  const withoutDots = keepStrings(String.raw`\.{3}`, "")(withoutComments);
  const first = withoutDots.replace(
    new RegExp(`(${STRING})(?:\\s*\\|\\s*${STRING})+`, "g"),
    (_match, string: string) => string,
  );
  const strict = keepStrings(String.raw`,(?=\s*[}\]])`, "")(first);
  return JSON.parse(strict) as unknown;
}
