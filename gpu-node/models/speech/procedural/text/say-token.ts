import { abbreviations, currencies, signs, units } from "./abbreviations.ts";
import { sayDecimal, sayDigits, sayInteger, sayOrdinal, sayYear } from "./say-number.ts";

const oddLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "th",
  þ: "th",
  ı: "i",
};

/**
 * The words that an English speaker says for a token of a text: letters and apostrophes only, in
 * lower case. Empty when there is nothing to say. Letters of other scripts are left out.
 */
export function sayToken(token: string): string[] {
  const text = token
    .replaceAll(/[’‘ʼ`´]/g, "'")
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/^["'“”„«»()[\]{}¿¡*_]+/, "")
    .replace(/["“”»)\]}*_.,;:!?…'—–-]+$/, (tail) => (/^\.?'?s\b/.test(tail) ? tail : ""));
  return text === "" ? [] : sayBare(text);
}

function sayBare(text: string): string[] {
  const abbreviation = abbreviations[text.toLowerCase().replaceAll(".", "")];
  // "Co" and "Dec" are abbreviations, "co" and "dec" hardly ever words of their own.
  if (abbreviation !== undefined && !/^[a-z]{2}$/.test(text)) return abbreviation.split(" ");
  if (/^(https?:\/\/|www\.)/i.test(text)) return sayAddress(text.replace(/^https?:\/\//i, ""));
  return sayNumeric(text) ?? text.split(/[-–—_/\\…]+|\.{2,}/).flatMap(sayPart);
}

/** Everything with a number in it that has a form of its own; null for all else. */
function sayNumeric(text: string): string[] | null {
  const plain = text.replaceAll(/(?<=\d),(?=\d{3})/g, "");
  const money = /^([$€£¥])(\d+)(?:\.(\d+))?(k|m|bn|million|billion)?$/i.exec(plain);
  if (money !== null) return sayMoney(money);
  const time = /^(\d{1,2}):(\d{2})(am|pm)?$/i.exec(plain);
  if (time !== null) return sayTime(time);
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/i.exec(plain);
  if (ordinal !== null) return sayOrdinal(ordinal[1] ?? "");
  const decade = /^'?(\d{2}|\d{4})'?s$/.exec(plain);
  if (decade !== null) return sayDecade(decade[1] ?? "");
  const range = /^(\d+)[-–—](\d+)$/.exec(plain);
  if (range !== null)
    return [...sayWhole(range[1] ?? "", plain), "to", ...sayWhole(range[2] ?? "", plain)];
  const number = /^([-−+~#]?)(\d*)(?:\.(\d+))?([a-z°%/]*)$/i.exec(plain);
  if (number === null || !/\d/.test(plain)) return null;
  const [, sign = "", whole = "", fraction = "", unit = ""] = number;
  const known = units[unit.toLowerCase()];
  if (unit !== "" && known === undefined) return null;
  const before = sign === "-" || sign === "−" ? ["minus"] : sayPart(sign);
  const value = fraction === "" ? sayWhole(whole, text) : sayDecimal(whole, fraction);
  const isOne = whole === "1" && fraction === "";
  return [...before, ...value, ...(known?.[isOne ? 0 : 1].split(" ") ?? [])];
}

/** Four digits without a comma from 1100 to 2099 are a year. */
function sayWhole(digits: string, written: string): string[] {
  const isYear = /^(1[1-9]|20)\d\d$/.test(digits) && !written.includes(",");
  if (isYear) return sayYear(digits);
  return digits.length > 1 && digits.startsWith("0") ? sayDigits(digits) : sayInteger(digits);
}

function sayMoney([, sign = "$", whole = "", cents = "", scale = ""]: RegExpExecArray): string[] {
  const [one, many, cent, centMany] = currencies[sign] ?? ["", "", "", ""];
  const scaleWords: Record<string, string> = { k: "thousand", m: "million", bn: "billion" };
  if (scale !== "") {
    const word = scaleWords[scale.toLowerCase()] ?? scale.toLowerCase();
    return [...sayDecimal(whole, cents), word, many];
  }
  if (cents.length === 1) return [...sayDecimal(whole, cents), many];
  const words = [...sayInteger(whole), Number(whole) === 1 ? one : many];
  if (cents.length !== 2 || cents === "00") return words;
  return [...words, "and", ...sayInteger(cents), cents === "01" ? cent : centMany];
}

function sayTime([, hours = "", minutes = "", half = ""]: RegExpExecArray): string[] {
  const past =
    minutes === "00"
      ? half === ""
        ? ["o'clock"]
        : []
      : minutes.startsWith("0")
        ? ["oh", ...sayInteger(minutes)]
        : sayInteger(minutes);
  return [...sayInteger(hours), ...past, ...half.toLowerCase().split("")];
}

function sayDecade(digits: string): string[] {
  const words = digits.length === 4 ? sayYear(digits) : sayInteger(digits);
  const last = words.pop() ?? "";
  return [...words, last.endsWith("y") ? `${last.slice(0, -1)}ies` : `${last}s`];
}

function sayAddress(address: string): string[] {
  return address
    .split(/([./@:-])/)
    .flatMap((part) => (part === "." ? ["dot"] : part === "/" ? ["slash"] : sayPart(part)));
}

/** A run without hyphens: letters, digits and signs, each in its own way. */
function sayPart(part: string): string[] {
  const isAddress = /^[\w.+-]+@[\w.-]+\.[a-z]{2,}$|^[\w-]+(\.[\w-]+)*\.(com|org|net|io|ai|dev)$/i;
  if (isAddress.test(part)) return part.split(/([.@])/).flatMap(sayAddressPart);
  return (part.match(/[\p{L}\p{M}']+|\d+|[^\p{L}\p{M}\d']/gu) ?? []).flatMap((run) => {
    if (/^\d+$/.test(run)) return sayWhole(run, run);
    if (/\p{L}/u.test(run)) return sayWord(run);
    return signs[run]?.split(" ") ?? [];
  });
}

function sayAddressPart(part: string): string[] {
  return part === "." ? ["dot"] : part === "@" ? ["at"] : sayPart(part);
}

function sayWord(word: string): string[] {
  const letters = foldLetters(word.toLowerCase());
  if (letters.replaceAll("'", "") === "") return [];
  const isSpelled =
    /^[A-Z]{2,5}('s|s)?$/.test(word) && (word.length <= 3 || !/[AEIOUY]/.test(word.slice(1)));
  if (!isSpelled || commonCapitals.has(word)) return [letters];
  const [, name = "", ending = ""] = /^([A-Z]+)('?s)?$/.exec(word) ?? [];
  return Array.from(name.toLowerCase()).map((letter, place, all) =>
    place === all.length - 1 && ending !== "" ? `${letter}'s` : letter,
  );
}

/** Short words that are shouted rather than spelled. */
const commonCapitals: ReadonlySet<string> = new Set(
  "A I AM AN AND ANY ARE AS AT BE BIG BUT BY CAN DAY DO FOR GET GO HAD HAS HE HER HIM HIS HOW IF IN IS IT ITS LET MAN MAY ME MY NEW NO NOT NOW OF OFF OH OK ON ONE OR OUR OUT SAY SEA SEE SHE SKY SO SUN THE TO TOO TWO UP WAS WAY WE WHO WHY WOW YES YET YOU".split(
    " ",
  ),
);

/** Accents off; whatever is no Latin letter then is left out. */
export function foldLetters(word: string): string {
  return Array.from(word, (letter) => oddLetters[letter] ?? letter)
    .join("")
    .normalize("NFD")
    .replaceAll(/[^a-z']/g, "");
}
