/** A speech sound and where it ends, in seconds. */
export interface Phone {
  readonly name: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export const pausePhone = "pau";

/** Reads the engine's list of phones: `pau:0.217 ax:0.271 k:0.397`. */
export function parsePhones(printed: string): Phone[] {
  let startSeconds = 0;
  return [...printed.matchAll(/([a-z]+):(\d+\.\d+)/g)].map(([, name = "", end = ""]) => {
    const phone = { name, startSeconds, endSeconds: Number(end) };
    startSeconds = phone.endSeconds;
    return phone;
  });
}

/**
 * Says which phones belong to which word, as the first and last place among `phones`; pauses belong
 * to none. Words said alone sound a little different than in a sentence, so the two rows of phones
 * are laid beside each other at the least cost.
 * @param expected the phones of each word, said alone
 */
export function alignPhones(
  phones: readonly Phone[],
  expected: readonly (readonly string[])[],
): { first: number; last: number }[] {
  const spoken = phones.flatMap((phone, place) =>
    phone.name === pausePhone ? [] : [{ name: phone.name, place }],
  );
  const wanted = expected.flatMap((names, word) => names.map((name) => ({ name, word })));
  const wordOfSpoken = layBeside(
    wanted.map(({ name }) => name),
    spoken.map(({ name }) => name),
  ).map((index) => wanted[index]?.word ?? 0);
  return expected.map((_, word) => {
    const own = spoken.filter((_phone, index) => wordOfSpoken[index] === word);
    const [first, last] = [own[0], own.at(-1)];
    if (first !== undefined && last !== undefined) return { first: first.place, last: last.place };
    // Swallowed: it is heard, if at all, where the next word begins.
    const next = spoken.findIndex((_phone, index) => (wordOfSpoken[index] ?? 0) > word);
    const place = (spoken[next] ?? spoken.at(-1))?.place ?? 0;
    return { first: place, last: place };
  });
}

/** For each element of `right`, the place in `left` that it stands for. */
function layBeside(left: readonly string[], right: readonly string[]): number[] {
  const columns = right.length + 1;
  const cost = new Float64Array((left.length + 1) * columns);
  for (let row = 0; row <= left.length; row += 1) {
    for (let column = 0; column <= right.length; column += 1) {
      if (row === 0 || column === 0) {
        cost[row * columns + column] = row + column;
        continue;
      }
      const swap = cost[(row - 1) * columns + column - 1] ?? 0;
      const skipLeft = (cost[(row - 1) * columns + column] ?? 0) + 1;
      const skipRight = (cost[row * columns + column - 1] ?? 0) + 1;
      const match = swap + difference(left[row - 1], right[column - 1]);
      cost[row * columns + column] = Math.min(match, skipLeft, skipRight);
    }
  }
  const places: number[] = Array.from({ length: right.length }, () => 0);
  let [row, column] = [left.length, right.length];
  while (column > 0) {
    const here = cost[row * columns + column] ?? 0;
    const swap = row > 0 ? (cost[(row - 1) * columns + column - 1] ?? 0) : Number.POSITIVE_INFINITY;
    if (row > 0 && here === swap + difference(left[row - 1], right[column - 1])) {
      places[column - 1] = row - 1;
      row -= 1;
      column -= 1;
    } else if (here === (cost[row * columns + column - 1] ?? 0) + 1) {
      places[column - 1] = Math.max(0, row - 1);
      column -= 1;
    } else row -= 1;
  }
  return places;
}

const vowels = /^[aeiou]/;

/** Vowels turn into each other in a sentence, and so do consonants. */
function difference(left = "", right = ""): number {
  if (left === right) return 0;
  return vowels.test(left) === vowels.test(right) ? 0.75 : 1.75;
}
