const small =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const scales = ["", "thousand", "million", "billion", "trillion"];
const irregularOrdinals: Readonly<Record<string, string>> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

/** The words of a whole number, given as its digits; more than fifteen are read one by one. */
export function sayInteger(digits: string): string[] {
  if (digits.length > scales.length * 3) return sayDigits(digits);
  const groups: number[] = [];
  for (let end = digits.length; end > 0; end -= 3)
    groups.push(Number(digits.slice(Math.max(0, end - 3), end)));
  const words = groups.flatMap((_, index) => {
    const place = groups.length - 1 - index;
    const group = groups[place] ?? 0;
    return group === 0 ? [] : [...sayBelowThousand(group), scales[place] ?? ""];
  });
  return words.length === 0 ? ["zero"] : words.filter((word) => word !== "");
}

/** "three point one four" */
export function sayDecimal(whole: string, fraction: string): string[] {
  const words = sayInteger(whole === "" ? "0" : whole);
  return fraction === "" ? words : [...words, "point", ...sayDigits(fraction)];
}

/** The year as people say it: nineteen ninety five, two thousand seven, twenty twenty six. */
export function sayYear(digits: string): string[] {
  const year = Number(digits);
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (year % 1000 < 10) return sayInteger(digits);
  if (rest === 0) return [...sayBelowThousand(century), "hundred"];
  const last = rest < 10 ? ["oh", small[rest] ?? ""] : sayBelowThousand(rest);
  return [...sayBelowThousand(century), ...last];
}

/** "twenty first" */
export function sayOrdinal(digits: string): string[] {
  const words = sayInteger(digits);
  const last = words.pop() ?? "zero";
  const regular = last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`;
  return [...words, irregularOrdinals[last] ?? regular];
}

export function sayDigits(digits: string): string[] {
  return Array.from(digits, (digit) => small[Number(digit)] ?? "");
}

function sayBelowThousand(value: number): string[] {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const words = hundreds > 0 ? [small[hundreds] ?? "", "hundred"] : [];
  if (rest >= 20) {
    words.push(tens[Math.floor(rest / 10)] ?? "");
    if (rest % 10 > 0) words.push(small[rest % 10] ?? "");
  } else if (rest > 0) words.push(small[rest] ?? "");
  return words;
}
