import { foldWord } from "#contracts/prompt/word-forms.ts";
import { isColour } from "../text/adjective-kinds.ts";
import { hasDegrees, magnitudeOf, qualityOfNoun } from "../edits/qualities.ts";
import { isFiniteVerb, isFunctionWord, isNumberWord } from "../text/grammar-words.ts";
import { isPlural } from "../text/inflection.ts";
import { locate, type LocatedText } from "../text/located-text.ts";
import { classifyPhrase, isKnownAdjective, isSentence } from "./classify-phrase.ts";
import { amounts, readComparison, stepsOf } from "./comparison.ts";
import { describe, readDescription, readSaid } from "./read-description.ts";
import { readAction } from "./read-action.ts";
import { keepsFurther, readKeeping, restricts } from "./read-keeping.ts";
import { readReplacement } from "./read-replacement.ts";
import type { ClauseMode, ClauseReading, Wish } from "./wish.ts";

const whole =
  "(?:it|this|that|them|everything|things|(?:the |this |whole |entire )*(?:scene|video|image|picture|prompt|clip|shot|mood|atmosphere|tone|feel|feeling|vibe|weather|season|time(?: of (?:the )?day)?|style|setting|location|place|background|whole thing|look|camera|perspective|angle|view))";
const removal =
  /^(?:remove|delete|drop|stop|end|erase|lose|omit|exclude|hide|cut|eliminate|ditch|get rid of|take (?:out|away|off)|leave out|clear away|clear(?: up| out)?(?= (?:all |any |every )?(?:of )?the (?!sky|skies|weather|view|way|road|path))|without|with no|no(?: more| longer)?|(?:i |we )?do not (?:like|show|include|want|need|have|use)(?: to see)?|not(?: be| have| show)?|no longer|never show)\s+(.+)$/i;
/** These ask that a thing be never seen, also when the prompt does not name it. */
const exclusion = /^(?:exclude|omit|without|with no|no\b|do not|never)/i;
const addition =
  /^(?:add|get|see|include|insert|introduce|bring(?: in)?|put(?: in)?|place|give (?:it|us|me|them)|show(?: me| us)?|have|feature|with|there (?:should|must|could) be|there (?:is|are)|need|throw in|sprinkle in|fill (?:it|the \w+) with|let there be)\s+(.+)$/i;
const making = new RegExp(
  `^(?:make|turn|set|render|change|convert|transform|switch|shift|move|transport|relocate|place|put|take|keep|film|shoot|give|have|use|draw|paint|show|bring|let)\\s+${whole}\\s+(?:to be |to look |to feel |look |feel |seem |appear |become |be |into |to |over to |as if )?(?:(?:set|placed|located) (?=(?:in|on|at|inside|under|by)\\s))?(.+)$`,
  "i",
);
const moving = new RegExp(
  `^(?:move|transport|relocate|take|bring)\\s+${whole}\\s+((?:to|into|onto|inside|under|over)\\s.+)$`,
  "i",
);
/** "put the robot in a garden": what the prompt has goes elsewhere. */
const putting =
  /^(?:put|place|move|set) the (?!scene|camera|setting|background|mood|time|season|weather|style)[\p{L}' -]+? (?:outdoors |indoors |outside |inside )?((?:in|on|at|inside|into|onto|under|near|by) .+)$/iu;
/** "change the setting to a workshop": whatever follows is a place. */
const placing =
  /^(?:set|change|switch|make|turn|move)\s+(?:the )?(?:setting|location|place|background)\s+(?:to |into |be |in )?(.+)$/i;
const degree = new RegExp(`^(?:(${amounts}) )?(more|less|fewer)(?: of)?(?: an?| the)? (.+)$`, "i");
const strengthening =
  /^(?:increase|intensify|amplify|strengthen|boost|emphasi[sz]e|dial up|turn up|heighten|raise)\s+(?:the )?(?:amount of )?(.+)$/i;
const weakening =
  /^(?:reduce|decrease|weaken|lessen|diminish|tone down|dial down|dial back|turn down|lower|soften|ease(?: off)?|calm down)\s+(?:the )?(?:amount of )?(.+)$/i;

/** Words are taken over into prompts: whatever is more than words is not understood. */
const plainWords = /^(?=.*\p{L})[\p{L}\p{N}\p{M}\s'’,&/%°‑-]+$/u;

/**
 * Reads one clause; `mode` is what the clause before it was doing, `last` what it asked for. Null
 * when it makes no sense.
 */
export function readClause(clause: string, mode: ClauseMode, last?: Wish): ClauseReading | null {
  if (!plainWords.test(clause) || restricts(clause)) return null;
  const instead = / instead$/i.exec(clause);
  if (instead !== null) {
    const reading = readClause(clause.slice(0, instead.index), mode, last);
    return reading === null ? null : { ...reading, wishes: reading.wishes.map(becoming) };
  }
  const text = clause
    .replace(/^(?:it|this|the scene) (?:to be|should be|must be|is) (?!too\b|not\b)/i, "make it ")
    .replace(/^(?:switch|change|go|cut)(?: over)? (?:to|for) /i, "make it ")
    .replace(/^(change|make|turn|set|remove|delete|replace) (?:only|just) (?=the )/i, "$1 ");
  const kept = readKeeping(text, mode);
  if (kept !== null) return readMaking(text) ?? readDescription(text) ?? kept;
  const replacement = readReplacement(text);
  if (replacement !== null) return { wishes: replacement, mode: "make" };
  const removed = removal.exec(text)?.[1];
  if (removed !== undefined) {
    // "I do not want the coat to be red": the coat is not to go.
    if (/\b(?:to (?:be|look|become|get)|should|must|could|would|will)\b/i.test(removed))
      return null;
    const less = /^(?:so much|so many|as much|as many|so|as|too)\s+(.+)$/i.exec(removed);
    if (less) return degreeOf(less[1] ?? "", -1, 1);
    const phrase = withoutPlace(removed);
    return locate(phrase).words.every(({ word }) => isFunctionWord(word))
      ? null
      : {
          wishes: [{ kind: "remove", phrase, exclude: exclusion.test(text) }],
          mode: exclusion.test(text) ? "exclude" : "remove",
        };
  }
  return (
    readDegree(text) ??
    readMultiple(text) ??
    readPace(text) ??
    readMaking(text) ??
    readAttachment(text) ??
    readDescription(text) ??
    readAction(text) ??
    readAddition(text) ??
    (mode === "make" ? readFurther(text, last) : null) ??
    readBare(text, mode)
  );
}

function readDegree(text: string): ClauseReading | null {
  const inner = text
    .replace(new RegExp(`^(?:make|turn|keep|have) ${whole} (?:look |feel |be )?`, "i"), "")
    .replace(
      /^(?:add|give it|put|show) (?=(?:a bit |a little |a lot |some |much )?(?:more|less|fewer)\b)/i,
      "",
    );
  const match = degree.exec(inner);
  if (match !== null) {
    const steps = stepsOf(match[1] ?? "");
    return degreeOf(match[3] ?? "", match[2]?.toLowerCase() === "more" ? 1 : -1, steps);
  }
  const tooMuch =
    /^(?:(?:the |it |this |there (?:is|are) )?([\p{L} ]*?) ?(?:is |are |looks |feels |seems |(?:might|may|could) be )?)too (?:much |many )?(.+)$/iu.exec(
      inner,
    );
  if (tooMuch !== null) {
    const target = (tooMuch[1] ?? "")
      .replace(/\b(?:it|is|are|scene|the|looks|feels|there|this|video)\b/gi, "")
      .trim();
    const quality = tooMuch[2] ?? "";
    const noun = foldWord(target.split(" ").at(-1) ?? "");
    if (target !== "" && !hasDegrees(noun) && isKnownAdjective(quality.toLowerCase()))
      return describe(`the ${target}`, {
        adjective: quality.toLowerCase(),
        direction: -1,
        steps: 1,
      });
    const about = target !== "" && magnitudeOf(quality.toLowerCase()) !== null ? target : quality;
    const reading = degreeOf(about, -1, 1);
    return (
      reading && {
        ...reading,
        wishes: reading.wishes.map((wish) =>
          wish.kind === "degree" ? { ...wish, isSeen: true } : wish,
        ),
      }
    );
  }
  const lacking = /^(?:it |this |the scene )?(?:is )?not (.+) enough$/i.exec(inner);
  if (lacking !== null) return degreeOf(lacking[1] ?? "", 1, 1);
  const up = strengthening.exec(text)?.[1];
  if (up !== undefined) return degreeOf(up, 1, 1);
  const down = weakening.exec(text)?.[1];
  return down === undefined ? null : degreeOf(down, -1, 1);
}

/** "more drama", "fewer birds", "more red": a degree of a quality or of a thing. */
function degreeOf(words: string, direction: 1 | -1, steps: number): ClauseReading | null {
  const plain = withoutPlace(words)
    .replace(/^(?:the|an?|of a)\s+/i, "")
    .toLowerCase();
  const mode: ClauseMode = direction > 0 ? "more" : "less";
  const wish = (quality: string): ClauseReading => ({
    wishes: [{ kind: "degree", quality, direction, steps }],
    mode,
  });
  const fromNoun = qualityOfNoun(plain);
  if (fromNoun !== null) return wish(fromNoun);
  if (/^(?:light|lighting)$/.test(plain))
    return describe(plain, { adjective: direction > 0 ? "bright" : "dim", direction: 1, steps: 0 });
  const [, adjective = "", look = ""] = qualifiedLook.exec(plain) ?? [];
  if (look !== "") return describe(look, { adjective, direction, steps });
  if (isColour(plain)) {
    return {
      wishes:
        direction > 0
          ? [{ kind: "palette", colours: [plain] }]
          : [{ kind: "degree", quality: plain, direction, steps }],
      mode,
    };
  }
  const located = locate(plain);
  return namesOneThing(located) ? wish(plain) : null;
}

/** A few words that could be a thing or a quality, whether the lexicon knows them or not. */
const namesOneThing = ({ words, terms }: LocatedText): boolean =>
  words.length <= 3
    ? words.every(({ word }) => !/^(?:it|that|this|you|me|like|to|like|such)$/.test(word))
    : words.length === 4 && terms.length > 0;

/** "dramatic lighting": with "more" before it, the lighting gets more dramatic. */
const qualifiedLook =
  /^([\p{L}-]+) (light|lighting|lights|sky|mood|atmosphere|background|scene|colou?rs|tones|palette|look|feel|vibe)$/u;

/** "slower", "a faster pace", "slow it down": how fast time runs. */
function readPace(text: string): ClauseReading | null {
  const match = paced.exec(text) ?? slowed.exec(text);
  if (match === null) return null;
  const words = /slow|calm|gentle|relaxed|leisurely/i.test(match[1] ?? "")
    ? "slow motion"
    : "fast motion";
  return { wishes: [{ kind: "camera", words }], mode: "make" };
}

const everything =
  "(?:it|things|everything|(?:the )?(?:video|scene|clip|action|motion|movement|pace|speed|tempo|time))";
const paced = new RegExp(
  `^(?:(?:make|play|have|use|set|change|run) )?(?:${everything} )?(?:to |at )?(?:an? )?(?:(?:${amounts}) )?(?:more )?(slow|fast|slower|faster|slowly|quickly|(?:calm|gentle|relaxed|leisurely|brisk|quick)(?:er|r)?(?= (?:pace|speed|tempo)))(?: (?:pace|speed|motion|movement|tempo|action|playback))?$`,
  "i",
);
const slowed = new RegExp(`^(slow|speed)(?: ${everything})? (?:down|up)(?: (?:${amounts}))?$`, "i");

/** "make it soft and white", "make the hall dark and empty": one more word of the same thing. */
function readFurther(text: string, last: Wish | undefined): ClauseReading | null {
  const more = text.replace(/^(?:it )?(?:be |look )?/i, "");
  if (last?.kind === "describe") {
    const attribute = locate(more).terms.some(({ group }) =>
      /^(?:timeOfDay|weather|season)$/.test(group),
    );
    return attribute ? null : readSaid(last.target, more);
  }
  return last?.kind === "quality" && isColour(more)
    ? { wishes: [{ kind: "describe", target: "", adjective: more, steps: 0 }], mode: "make" }
    : null;
}

/** "give the man a hat", "put a hat on the man" */
function readAttachment(text: string): ClauseReading | null {
  const given =
    /^give (?<to>(?:the|his|her|that|each|every|all the) [\p{L} -]+?) (?<what>(?:an?|some|two|three|more) [\p{L} -]+)$/iu.exec(
      text,
    ) ??
    /^(?:put|place) (?<what>(?:an?|some|two|three) [\p{L} -]+?) on (?<to>(?:the|his|her|that) [\p{L} -]+)$/iu.exec(
      text,
    );
  const { to = "", what = "" } = given?.groups ?? {};
  if (to !== "" && !/\b(?:scene|video|image|shot|sky|camera)$/i.test(to))
    return { wishes: [{ kind: "attach", target: to, joint: "with", phrase: what }], mode: "make" };
  const worn =
    /^(?:make|have|let|dress) (?<to>(?:the|his|her|that|all the) [\p{L} -]+?) (?<verb>wear|hold|carry|in) (?<what>[\p{L} -]+)$/iu.exec(
      text,
    )?.groups;
  if (worn === undefined || (worn["verb"] === "in" && !/^dress/i.test(text))) return null;
  const joint = /^(?:wear|in)$/i.test(worn["verb"] ?? "") ? "wearing" : "holding";
  const wish: Wish = {
    kind: "attach",
    target: worn["to"] ?? "",
    joint,
    phrase: worn["what"] ?? "",
  };
  return { wishes: [wish], mode: "make" };
}

function readMaking(text: string): ClauseReading | null {
  const place = moving.exec(text)?.[1];
  if (place !== undefined) return { wishes: [{ kind: "scene", place }], mode: "make" };
  const set = /^(?:set|placed|located|based) ((?:in|on|at|inside|under|by) .+)$/i.exec(text)?.[1];
  if (set !== undefined) return { wishes: [{ kind: "scene", place: set }], mode: "make" };
  const put = putting.exec(text)?.[1];
  if (put !== undefined) return { wishes: [{ kind: "scene", place: put }], mode: "make" };
  const rest = making.exec(text)?.[1];
  if (rest === undefined) return null;
  if (/^\w+ (?:the )?camera /i.test(text) && /^(?:still|static|steady|fixed|shaky)$/i.test(rest))
    return { wishes: [{ kind: "camera", words: `${rest} camera` }], mode: "make" };
  const setting = placing.exec(text)?.[1];
  const background = /\bbackground (?:to |into |be )?(?=(?:[\p{L}-]+ ?){1,2}$)/iu.test(text);
  if (setting !== undefined && background && /^[\p{L}-]+(?: and [\p{L}-]+)?$/u.test(setting)) {
    const said = readSaid("background", setting);
    if (said !== null) return said;
  }
  if (setting !== undefined && locate(setting).words.length <= 8)
    return { wishes: [{ kind: "scene", place: setting }], mode: "make" };
  const compared = readComparison(rest);
  if (compared !== null && compared.steps > 0) {
    const { adjective: quality, direction, steps } = compared;
    if (isKnownAdjective(quality) && direction > 0)
      return { wishes: [{ kind: "degree", quality, direction, steps }], mode: "make" };
  }
  const wishes = classifyPhrase(rest, "make");
  if (wishes === null) {
    const several = turning.test(text) && /^\p{L}+$/u.test(rest) && isPlural(rest);
    return several ? { wishes: [{ kind: "become", phrase: rest }], mode: "make" } : null;
  }
  const ofIt = turning.test(text) || /^(?:make|paint|colou?r|dye|turn) (?:it|them)\b/i.test(text);
  return { wishes: ofIt ? wishes.map(becoming) : wishes, mode: "make" };
}

/** "make it two dogs": what is seen becomes that, where "give it two dogs" adds them. */
const turning = /^(?:make|turn|change|transform|convert|switch) (?:it|this|that|them)\b/i;

function becoming(wish: Wish): Wish {
  if (wish.kind === "palette")
    return { kind: "describe", target: "", adjective: wish.colours.join(" and "), steps: 0 };
  return wish.kind === "add" || wish.kind === "mention" || wish.kind === "count"
    ? { kind: "become", phrase: wish.phrase }
    : wish;
}

function endsKnown(phrase: string): boolean {
  const { terms, words } = locate(phrase);
  return terms.some(({ last }) => last === words.length - 1);
}

/** "double the birds", "half as many birds" */
function readMultiple(text: string): ClauseReading | null {
  const [, times = "", phrase = ""] = multiple.exec(text) ?? [];
  if (phrase === "") return null;
  const factor = /^hal/i.test(times) ? 0.5 : /^tri/i.test(times) ? 3 : 2;
  return { wishes: [{ kind: "multiply", phrase, factor }], mode: "make" };
}

const multiple =
  /^(?:(?:make it|show|have|add|use|there (?:are|should be)) )?(double|twice|triple|halve|half) (?:the (?:number|amount) of (?:the )?|as many |the )(\p{L}[\p{L} -]*)$/iu;

function readAddition(text: string): ClauseReading | null {
  const phrase = addition.exec(text)?.[1];
  if (phrase === undefined) return null;
  // "have her run"
  const [pronoun, verb = ""] = locate(phrase).words.map(({ word }) => word);
  if (/^(?:him|her|it|them)$/.test(pronoun ?? "") && isFiniteVerb(verb)) return null;
  const inner = withoutPlace(phrase.replace(/^(?:only|just|exactly) /i, ""));
  if (/^(?:only|just|exactly) /i.test(phrase))
    return { wishes: [{ kind: "count", phrase: inner }], mode: "add" };
  // "show two cats" says how many there are, "add two cats" how many more.
  if (/^(?:show|have|there|need)/i.test(text) && isNumberWord(locate(inner).words[0]?.word ?? ""))
    return { wishes: [{ kind: "count", phrase: inner }], mode: "add" };
  const wishes = classifyPhrase(inner, "add");
  // "have the bridge collapse": what is there already does something.
  if (/^(?:have|get|see) the /i.test(text) && wishes?.[0]?.kind === "add" && !endsKnown(inner))
    return null;
  return wishes === null ? null : { wishes, mode: "add" };
}

function setsTimeOrClears(text: string): boolean {
  const wishes = classifyPhrase(text, "bare") ?? [];
  const sets = (wish: Wish) =>
    wish.kind === "time" || (wish.kind === "weather" && wish.name === "clear");
  return wishes.length > 0 && wishes.every(sets);
}

/** A clause without a verb: it goes on with what the one before it did, or stands for itself. */
function readBare(text: string, mode: ClauseMode): ClauseReading | null {
  // "no storm, clear skies": nobody asks for what is clear to go.
  if ((mode === "remove" || mode === "exclude") && !setsTimeOrClears(text)) {
    if (isSentence(locate(text))) return null;
    return {
      wishes: [{ kind: "remove", phrase: withoutPlace(text), exclude: mode === "exclude" }],
      mode,
    };
  }
  const compared = readComparison(text);
  if (compared !== null && compared.steps > 0 && isKnownAdjective(compared.adjective))
    return degreeOf(compared.adjective, compared.direction, compared.steps);
  if (mode === "more" || mode === "less") {
    const more = degreeOf(text, mode === "more" ? 1 : -1, 1);
    if (more !== null) return more;
  }
  if (/^(?:only|just|exactly) (?:keep|leave)\b/i.test(text)) return null;
  if (/^(?:only|just|exactly) /i.test(text))
    return { wishes: [{ kind: "count", phrase: text.replace(/^\w+ /, "") }], mode };
  if (mode === "keep" && keepsFurther(text)) return { wishes: [], mode };
  const wishes = classifyPhrase(text, /^(?:more|less|keep)$/.test(mode) ? "bare" : mode);
  return wishes === null ? null : { wishes, mode };
}

/** "a dog to the scene", "the clouds from the sky": where it goes or stands is understood. */
function withoutPlace(phrase: string): string {
  return phrase
    .trim()
    .replace(
      /\s+(?:to|from|in|into|out of) (?:it|this|(?:the |this )?(?:scene|video|image|picture|prompt|clip|shot|frame))$/i,
      "",
    )
    .replace(/\s+(?:there|in there|in it)$/i, "");
}
