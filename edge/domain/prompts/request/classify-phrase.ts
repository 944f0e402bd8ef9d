import type { Season, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";
import { adjectiveKind, isColour, isMoodWord } from "../text/adjective-kinds.ts";
import { adverbLevel } from "../edits/qualities.ts";
import { qualityOfNoun } from "../edits/qualities.ts";
import { isStyleTag } from "../edits/set-style.ts";
import {
  determiners,
  isAdjective,
  isFiniteVerb,
  isFunctionWord,
  isNumberWord,
  isParticiple,
  isPreposition,
} from "../text/grammar-words.ts";
import { comparativeBase, isPlural } from "../text/inflection.ts";
import { namesCamera } from "../text/layout.ts";
import { isPlaceName } from "../text/proper-names.ts";
import { locate, surfaceOf, type LocatedTerm, type LocatedText } from "../text/located-text.ts";
import { endsInMedium, saysStyle } from "../text/style-words.ts";
import { leadingNounPhrase, nounPhraseAround, verbAfter } from "../text/noun-phrase.ts";
import type { ClauseMode, Wish } from "./wish.ts";

/** Words that name a kind of attribute and say nothing themselves. */
const fillers = new Set(
  "time weather season mood atmosphere scene setting look feel vibe vibes light lighting color colour colors colours tone tones palette sky conditions day outside really quite kind bit little place video image feeling tonality shade shades hues early late".split(
    " ",
  ),
);
const cameraMove =
  /^(?:at |from )?(?:ground|street|eye)[- ]level$|^(?:an? )?drone$|^(?:static|hand-?held|tripod|slow-?mo)$|^(?:slow(?:er)?|fast(?:er)?) motion$|^(?:at |in )?(?:normal|regular|usual|real)[- ](?:speed|time|motion)$|^(?:closer|wider|aerial|macro|pov|(?:from )?(?:high )?(?:above|below))(?: up)?$/i;
/** A phrase that begins so is an order of a kind that is not known. */
export const commandWords =
  "(?:make|move|change|give|set|turn|put|take|let|keep|leave|preserve|never|add|double|halve|use|do|go|try|write|say|tell|ignore|forget|create|generate|undo|redo|start|stop|explain|translate|tone|dial|increase|decrease|reduce|intensify|strengthen|weaken|soften|raise|lower|boost|replace|swap|remove|delete|what|why|how|who|is|are|can)";
const commands = new RegExp(`^${commandWords}\\b`, "i");
/** They name nothing that could be shown. */
const vagueWords =
  /^(?:something|anything|nothing|everything|someone|anyone|somebody|anybody|stuff|better|best|worse|worst)$/;
/** With them a phrase is a sentence or a sum. */
const auxiliaries =
  /^(?:number|amount|is|are|was|were|be|been|has|have|had|should|must|could|would|can|will|shall|may|might|do|does|did|not|than|instead)$/;
const MAXIMUM_PHRASE_WORDS = 14;

/**
 * What a phrase asks for when it stands where a scene, a quality or a thing may stand. Null when
 * it cannot be told: then the request is reported as not understood.
 */
export function classifyPhrase(phrase: string, mode: ClauseMode): Wish[] | null {
  const words = phrase
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^(?:to )?(?:look|feel|seem|appear|be|become)\s+/i, "")
    .replace(/^(rain|snow)(?:ing)? (?:heavily|hard)$/i, "heavy $1")
    .replace(/^(rain|snow)(?:ing)? (?:lightly|gently|softly)$/i, "light $1");
  if (words === "" || words.split(" ").length > MAXIMUM_PHRASE_WORDS) return null;
  const style = saysStyle(words) || (mode === "make" && endsInMedium(words));
  if (style && !commands.test(words)) return [{ kind: "style", words }];
  if (namesCamera(words) || cameraMove.test(words)) return [{ kind: "camera", words }];
  if (resolution.test(words)) return [{ kind: "resolution", words: words.replace(/^in /i, "") }];
  const look = classifyLook(words);
  if (look !== null) return [look];
  if (/^(?:outdoors|indoors|outside|inside|underwater)$/i.test(words))
    return [{ kind: "scene", place: words }];
  const located = locate(words);
  const thing = mode === "add" || startsWithArticle(located);
  const isPhrase = mode === "bare" && located.words.length > 1;
  const qualified = mode === "make" && located.words.length > 1;
  const weather = mode === "add" || qualified || isPhrase ? addedWeather(located) : null;
  if (weather !== null) return [weather];
  if (mode === "bare" && isPlaceName(located)) return [{ kind: "scene", place: words }];
  const attributes = classifyAttributes(located, mode);
  if (attributes !== null) return attributes;
  if (mode !== "add" && isStyleTag(words) && located.words.length <= 4)
    return [{ kind: "style", words }];
  const quality = classifyQuality(located, mode);
  if (quality !== null) return [quality];
  if (mode === "make" || (mode === "bare" && /^(?:in|on|at|by|near|inside|under)\s/i.test(words))) {
    const place = classifyPlace(located);
    if (place !== null) return [place];
  }
  if (isSentence(located)) return null;
  if ((mode === "make" || mode === "bare") && isNumberWord(located.words[0]?.word ?? ""))
    return [{ kind: "count", phrase: words }];
  if (!isNounPhrase(located) || !beginsAsThing(located)) return null;
  if (mode === "bare" && (thing || namesThing(located) || describesSomething(located)))
    return [{ kind: "mention", phrase: words }];
  return thing ? [{ kind: "add", phrase: words }] : null;
}

const resolution = /^(?:in )?(?:(?:4|8|16)k|u?hd|full hd|\d+ ?fps|high resolution|high quality)$/i;

/** "moody lighting", "a stormy sky": how a part of every picture looks. */
function classifyLook(words: string): Wish | null {
  const match =
    /^(?:with |in )?(?:an? |the )?([\p{L}-]+) (light|lighting|lights|sky|skies|background|tones|colou?rs|palette)$/iu.exec(
      words,
    );
  const [, adjective = "", target = ""] = match ?? [];
  const timed =
    !/^neon$/i.test(adjective) &&
    locate(words).terms.some(
      ({ group, name }) => /^(?:timeOfDay|season|feature)$/.test(group) || name === "clear",
    );
  // "a blue sky" is a colour before it is a time or a weather.
  const sky = /^sk(?:y|ies)$/i.test(target) && isColour(adjective);
  if (sky) return { kind: "describe", target: "sky", adjective: adjective.toLowerCase(), steps: 0 };
  const open = /^(?:light|lighting|tones|palette)$/i.test(target) && !isFunctionWord(adjective);
  if (match === null || timed || !(open || isKnownAdjective(adjective.toLowerCase()))) return null;
  return { kind: "describe", target, adjective: adjective.toLowerCase(), steps: 0 };
}

function startsWithArticle(located: LocatedText): boolean {
  const first = located.words[0]?.word ?? "";
  return /^(?:an?|some|another)$/.test(first) || isNumberWord(first);
}

/** "heavy rain", "some fog": weather that is added as a thing. */
function addedWeather(said: LocatedText): Wish | null {
  const located = locate(said.text.replace(/^(?:in|during|under|with) (?:the |an? )?/i, ""));
  const last = located.words.length - 1;
  const term = located.terms.find(
    (one) => one.group === "weather" && one.last === last && !one.negated,
  );
  const word = located.words[last]?.word ?? "";
  const adjectivesOnly = located.words
    .slice(0, -1)
    .every(
      ({ word: before }) => isAdjective(before) || determiners.has(before) || before === "some",
    );
  const cloud = located.terms.some(
    (one) => one.group === "feature" && one.name === "clouds" && one.last === last,
  );
  if (term === undefined || cloud || (isAdjective(word) && !isParticiple(word)) || !adjectivesOnly)
    return null;
  const phrase = located.text.replace(/^(?:some|the)\s+/i, "");
  return { kind: "weather", name: term.name as Weather, phrase };
}

/** A phrase all of whose words tell time, weather, season, mood, colour or place: a wish for each. */
function classifyAttributes(located: LocatedText, mode: ClauseMode): Wish[] | null {
  const wishes: Wish[] = [];
  const colours: string[] = [];
  let covered = -1;
  for (const [index, { word }] of located.words.entries()) {
    if (index <= covered || word === ",") continue;
    const terms = located.terms.filter((term) => term.first === index && !term.negated);
    const chosen = chooseTerm(terms, mode, located);
    if (chosen === null) {
      if (
        isFunctionWord(word) ||
        determiners.has(word) ||
        fillers.has(word) ||
        word === "more" ||
        adverbLevel(word) !== null
      )
        continue;
      return null;
    }
    covered = chosen.last;
    switch (chosen.group) {
      case "timeOfDay":
        wishes.push({
          kind: "time",
          name: chosen.name as TimeOfDay,
          surface: surfaceOf(located, chosen).toLowerCase(),
        });
        break;
      case "season":
        wishes.push({ kind: "season", season: chosen.name as Season });
        break;
      case "weather":
        wishes.push({ kind: "weather", name: chosen.name as Weather, phrase: null });
        break;
      case "mood":
        wishes.push({ kind: "quality", adjective: withAdverb(located, chosen) });
        break;
      case "colour":
        colours.push(surfaceOf(located, chosen).toLowerCase());
        break;
      case "terrain": {
        const phrase = nounPhraseAround(located, chosen.first, chosen.last);
        const before = located.words[phrase.first - 1];
        const start =
          before !== undefined && isPreposition(before.word) ? before.start : phrase.start;
        wishes.push({ kind: "scene", place: located.text.slice(start, phrase.end) });
        covered = phrase.last;
        break;
      }
      default:
        return null;
    }
  }
  if (colours.length > 0) wishes.push({ kind: "palette", colours });
  return wishes.length > 0 ? wishes : null;
}

function chooseTerm(
  terms: readonly LocatedTerm[],
  mode: ClauseMode,
  located: LocatedText,
): LocatedTerm | null {
  const longest = Math.max(0, ...terms.map((term) => term.wordCount));
  const of = (group: string): LocatedTerm | undefined =>
    terms.find((term) => term.group === group && term.wordCount === longest);
  const time = of("timeOfDay");
  const place = terms.find(
    (term) => term.group === "terrain" && term.wordCount === longest && term.name !== "sky",
  );
  const placed =
    place !== undefined &&
    (mode === "make" ||
      isPreposition(located.words[place.first - 1]?.word ?? "") ||
      isPreposition(located.words[place.first - 2]?.word ?? ""));
  if (mode === "add" && terms.some((term) => term.group === "subject" || term.group === "feature"))
    return null;
  const weather = of("weather");
  const clear = weather?.name === "clear" ? weather : undefined;
  return (
    clear ??
    (time !== undefined && !/^(?:neon|cyberpunk)$/.test(surfaceOf(located, time).toLowerCase())
      ? time
      : undefined) ??
    weather ??
    of("season") ??
    of("mood") ??
    (placed ? place : undefined) ??
    of("colour") ??
    null
  );
}

function withAdverb(located: LocatedText, term: LocatedTerm): string {
  const before = located.words[term.first - 1];
  const adverb = before !== undefined && adverbLevel(before.word) !== null ? `${before.word} ` : "";
  return adverb + surfaceOf(located, term).toLowerCase();
}

/** One adjective, or a noun of quality: "cosy", "very cosy", "some drama". */
function classifyQuality(located: LocatedText, mode: ClauseMode): Wish | null {
  const words = located.words
    .map(({ word }) => word)
    .filter((word) => !fillers.has(word) && !/^(?:an?|the|some|of|and|it)$/.test(word));
  const last = words.at(-1) ?? "";
  // "a comedy" is no quality, "a cosy feel" is.
  if (startsWithArticle(located) && located.words.at(-1)?.word === last && mode !== "add")
    return qualityOfNoun(last) === null
      ? null
      : { kind: "quality", adjective: qualityOfNoun(last) ?? last };
  const adverb = words.length === 2 ? words[0] : undefined;
  if (words.length > 2 || (adverb !== undefined && adverbLevel(adverb) === null)) return null;
  const fromNoun = qualityOfNoun(last);
  if (fromNoun !== null) return { kind: "quality", adjective: fromNoun };
  if (mode === "add") return null;
  const base = comparativeBase(last);
  if (base !== null && isKnownAdjective(base))
    return { kind: "degree", quality: base, direction: 1, steps: 1 };
  if (!isKnownAdjective(last) || located.terms.some((term) => term.group === "subject"))
    return null;
  return { kind: "quality", adjective: adverb === undefined ? last : `${adverb} ${last}` };
}

/** An adjective of the lexicon, or one that reads as an adjective. */
export function isKnownAdjective(word: string): boolean {
  return isMoodWord(word) || isAdjective(word);
}

/** "in an old library": a place that the lexicon need not know. */
function classifyPlace(located: LocatedText): Wish | null {
  const first = located.words[0]?.word ?? "";
  const rest = located.words[1]?.word ?? "";
  const placed =
    /^(?:in|on|at|by|near|inside|under|to|into|onto|above|over)$/.test(first) && rest !== "";
  const terrain = located.terms.some((term) => term.group === "terrain" && !term.negated);
  return (placed || terrain) && isNounPhrase(located)
    ? { kind: "scene", place: located.text }
    : null;
}

/** "white rocks": an adjective or colour and a word that may be its noun. */
function describesSomething({ words, text }: LocatedText): boolean {
  const [first, second, ...more] = words.map(({ word }) => word);
  return (
    first !== undefined &&
    second !== undefined &&
    more.length < 2 &&
    more.every((word) => !isFunctionWord(word) && !word.endsWith("ly")) &&
    !commands.test(text) &&
    adjectiveKind(first) !== null &&
    !fillers.has(second) &&
    !isAdjective(second) &&
    !isFunctionWord(second)
  );
}

function namesThing(located: LocatedText): boolean {
  if (
    commands.test(located.text) ||
    located.words.some(({ word }) => /^(?:it|this|that|them|you|me|i|we)$/.test(word))
  )
    return false;
  return located.terms.some(
    (term) => term.group === "subject" || term.group === "feature" || term.group === "terrain",
  );
}

/** "from behind", "leaning on a wall": such words begin no thing. */
function beginsAsThing({ words }: LocatedText): boolean {
  const [first, second] = words.map(({ word }) => word);
  if (first === undefined || isFunctionWord(first)) return false;
  return !(isParticiple(first) && isPreposition(second ?? ""));
}

/** A modal, an auxiliary, a comparison or an infinitive: such words are no thing. */
export const isSentence = ({ words, text }: LocatedText): boolean =>
  words.some(
    ({ word }, index) =>
      auxiliaries.test(word) ||
      (index > 0 && word === "to" && isFiniteVerb(words[index + 1]?.word ?? "")),
  ) || /^(?:twice|double|triple|half) (?:as|the|of)\b|\bas (?:many|much)\b/i.test(text);

/** Letters and marks of plain words only: nothing that could break the prompt apart. */
function isNounPhrase(located: LocatedText): boolean {
  if (located.words.some(({ word }) => vagueWords.test(word)) || isSentence(located)) return false;
  // "chasing a cat" says what somebody does.
  const [first, second] = located.words;
  // "the horse gallops": something is said of what is there.
  const noun = /^(?:the|his|her|its|their)$/.test(first?.word ?? "")
    ? leadingNounPhrase(located)
    : null;
  const [, one, deed, beyond] = located.words.map(({ word }) => word);
  const acts = deed !== undefined && isPlural(deed) && !isPlural(one ?? "") && beyond !== undefined;
  const aimed = acts && (isPreposition(beyond) || determiners.has(beyond));
  if (noun !== null && (aimed || verbAfter(located, noun) !== null)) return false;
  if (isParticiple(first?.word ?? "") && determiners.has(second?.word ?? "")) return false;
  return located.words.length > 0 && /^[\p{L}\p{N}\p{M}'’ -]+$/u.test(located.text);
}
