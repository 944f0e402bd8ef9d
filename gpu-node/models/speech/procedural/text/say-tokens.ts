import { currencies, units } from "./abbreviations.ts";
import { sayToken } from "./say-token.ts";

const number = /^[([“"]?[-−+~]?\d[\d,]*(?:\.\d+)?$/;
const money = /^([$€£¥])(\d[\d,]*(?:\.\d+)?)$/;
const scale = /^(?:thousand|million|billion|trillion)\b/i;

/** What is said for each token of a line: a number and the unit behind it belong together. */
export function sayTokens(tokens: readonly string[]): string[][] {
  return tokens.map((token, index) => {
    const [before = "", after = ""] = [tokens[index - 1], tokens[index + 1]];
    const [, sign = "", amount = ""] = money.exec(token) ?? [];
    if (sign !== "" && scale.test(after)) return sayToken(amount);
    const [, signBefore = ""] = money.exec(before) ?? [];
    if (signBefore !== "" && scale.test(token))
      return [...sayToken(token), currencies[signBefore]?.[1] ?? ""];
    const unit = units[token.toLowerCase().replace(/[.,;:!?)”"]+$/, "")];
    if (unit !== undefined && number.test(before)) {
      const isOne = /^\D*1$/.test(before);
      return unit[isOne ? 0 : 1].split(" ");
    }
    return sayToken(token);
  });
}
