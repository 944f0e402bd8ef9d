import { isColour, isMaterial } from "../edits/describe-thing.ts";
import { hasDegrees, magnitudeOf, oppositesOf, qualityOfNoun } from "../edits/qualities.ts";
import { foldWord } from "#contracts/prompt/word-forms.ts";
import { comparativeBase, isPlural } from "../text/inflection.ts";
import { namesCamera } from "../text/layout.ts";
import { locate } from "../text/located-text.ts";
import { classifyPhrase, isKnownAdjective } from "./classify-phrase.ts";
import { readReplacement } from "./read-replacement.ts";
import type { ClauseMode, Wish } from "./wish.ts";

export type ClauseReading = { wishes: Wish[]; mode: ClauseMode };

const whole =
  "(?:it|this|that|them|everything|things|(?:the |this |whole |entire )*(?:scene|video|image|picture|prompt|clip|shot|mood|atmosphere|tone|feel|feeling|vibe|weather|season|time(?: of (?:the )?day)?|style|setting|location|place|background|whole thing|look|camera|perspective|angle|view))";
const removal =
  /^(?:remove|delete|drop|erase|lose|omit|exclude|hide|cut|eliminate|ditch|get rid of|take (?:out|away|off)|leave out|clear away|clear(?: up| out)?(?= (?:all |any |every )?(?:of )?the (?!sky|skies|weather|view|way|road|path))|without|with no|no(?: more)?|(?:i |we )?do not (?:like|show|include|want|need|have|use)(?: to see)?|not|never show)\s+(.+)$/i;
/** These ask that a thing be never seen, also when the prompt does not name it. */
const exclusion = /^(?:exclude|omit|without|with no|no\b|do not|never)/i;
const addition =
  /^(?:add|include|insert|introduce|bring(?: in)?|put(?: in)?|place|give (?:it|us|me|them)|show(?: me| us)?|have|feature|with|there (?:should|must|could) be|there (?:is|are)|need|throw in|sprinkle in|fill (?:it|the \w+) with|let there be)\s+(.+)$/i;
const making = new RegExp(
  `^(?:make|turn|set|render|change|convert|transform|switch|shift|move|transport|relocate|place|put|take|keep|film|shoot|give|have|use|draw|paint|show|bring|let)\\s+${whole}\\s+(?:to be |to look |to feel |look |feel |seem |appear |become |be |into |to |over to |as if )?(.+)$`,
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
const describing =
  /^(?:make|turn|paint|colou?r|dye|tint|render|have|let)\s+((?:the |his |her |its |their |all |every |that |those |these |an? )?[\p{L}' -]+?)\s+(?:look |be |appear |in |to |into )?(?:a bit |a little |much |slightly |more |even )*([\p{L}-]+(?: and [\p{L}-]+)?)$/iu;
const comparing =
  /^(?:make |keep |have |let )?((?:the |his |her |its |their |all |every )?[\p{L}' -]+?) (?:look |be |appear )?(?:a bit |a little |a lot |much |far |slightly |even )?(less|more) ([\p{L}-]+)$/iu;
const pace = /^(speed up|slow down|quicken) (the [\p{L} -]+)$/iu;
const amount =
  "(?:(a (?:little |tiny )?(?:bit|touch|little|lot|tad)|slightly|somewhat|much|far|way|even|significantly|considerably|lots|some) )?";
const degree = new RegExp(`^${amount}(more|less|fewer)(?: of)?(?: an?| the)? (.+)$`, "i");
const strengthening =
  /^(?:increase|intensify|amplify|strengthen|boost|emphasi[sz]e|dial up|turn up|heighten|raise)\s+(?:the )?(?:amount of )?(.+)$/i;
const weakening =
  /^(?:reduce|decrease|weaken|lessen|diminish|tone down|dial down|dial back|turn down|lower|soften|ease(?: off)?|calm down)\s+(?:the )?(?:amount of )?(.+)$/i;

/** Words are taken over into prompts: whatever is more than words is not understood. */
const plainWords = /^(?=.*\p{L})[\p{L}\p{N}\p{M}\s'’,&/%°‑-]+$/u;

/** Reads one clause; `mode` is what the clause before it was doing. Null when it makes no sense. */
export function readClause(clause: string, mode: ClauseMode): ClauseReading | null {
  if (!plainWords.test(clause)) return null;
  const text = clause
    .replace(/^(?:it|this|the scene) (?:to be|should be|must be|is) (?!too\b|not\b)/i, "make it ")
    .replace(/^(?:switch|change|go|cut)(?: over)? (?:to|for) /i, "make it ");
  const replacement = readReplacement(text);
  if (replacement !== null) return { wishes: replacement, mode: "make" };
  const removed = removal.exec(text)?.[1];
  if (removed !== undefined) {
    const less = /^(?:so much|so many|as much|as many|so|as|too)\s+(.+)$/i.exec(removed);
    if (less) return degreeOf(less[1] ?? "", -1, 1);
    const phrase = withoutPlace(removed);
    return phrase === ""
      ? null
      : {
          wishes: [{ kind: "remove", phrase, exclude: exclusion.test(text) }],
          mode: exclusion.test(text) ? "exclude" : "remove",
        };
  }
  return (
    readDegree(text) ??
    readMaking(text) ??
    readDescription(text) ??
    readAddition(text) ??
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
    const steps = /much|far|way|lot|significant|considerab/i.test(match[1] ?? "") ? 2 : 1;
    return degreeOf(match[3] ?? "", match[2]?.toLowerCase() === "more" ? 1 : -1, steps);
  }
  const tooMuch =
    /^(?:(?:the |it |this |there (?:is|are) )?([\p{L} ]*?) ?(?:is |are |looks |feels )?)too (?:much |many )?(.+)$/iu.exec(
      inner,
    );
  if (tooMuch !== null) {
    const target = (tooMuch[1] ?? "")
      .replace(/\b(?:it|is|are|scene|the|looks|feels|there|this|video)\b/gi, "")
      .trim();
    const quality = tooMuch[2] ?? "";
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
  const known = located.terms.length > 0 || isKnownAdjective(plain) || isPlural(plain);
  return known && located.words.length <= 4 ? wish(plain) : null;
}

function readMaking(text: string): ClauseReading | null {
  const place = moving.exec(text)?.[1];
  if (place !== undefined) return { wishes: [{ kind: "scene", place }], mode: "make" };
  const put = putting.exec(text)?.[1];
  if (put !== undefined) return { wishes: [{ kind: "scene", place: put }], mode: "make" };
  const rest = making.exec(text)?.[1];
  const slow =
    /^(?:make it )?(slower|faster)$|^(slow|speed) (?:it|things|everything)? ?(?:down|up)$/i.exec(
      text,
    );
  if (slow !== null) {
    const words = /slow/i.test(text) ? "slow motion" : "fast motion";
    return { wishes: [{ kind: "camera", words }], mode: "make" };
  }
  if (rest === undefined) return null;
  const setting = placing.exec(text)?.[1];
  if (setting !== undefined && locate(setting).words.length <= 8)
    return { wishes: [{ kind: "scene", place: setting }], mode: "make" };
  const wishes = classifyPhrase(
    rest.replace(/^(?:a bit|a little|slightly|somewhat|much|far|even) (?=\p{L}+er\b)/iu, ""),
    "make",
  );
  if (wishes === null) {
    const several = turning.test(text) && /^\p{L}+$/u.test(rest) && isPlural(rest);
    return several ? { wishes: [{ kind: "become", phrase: rest }], mode: "make" } : null;
  }
  return { wishes: turning.test(text) ? wishes.map(becoming) : wishes, mode: "make" };
}

/** "make it two dogs": what is seen becomes that, where "give it two dogs" adds them. */
const turning = /^(?:make|turn|change|transform|convert|switch) (?:it|this|that|them)\b/i;

function becoming(wish: Wish): Wish {
  return wish.kind === "add" || wish.kind === "mention" || wish.kind === "count"
    ? { kind: "become", phrase: wish.phrase }
    : wish;
}

function readDescription(text: string): ClauseReading | null {
  const compared = comparing.exec(text);
  if (compared !== null && isKnownAdjective(compared[3] ?? ""))
    return describe(compared[1] ?? "", compared[3] ?? "", compared[2]?.toLowerCase() === "less");
  const paced = pace.exec(text);
  if (paced !== null) {
    const adjective = /^slow/i.test(paced[1] ?? "") ? "slow-moving" : "fast-moving";
    return { wishes: [{ kind: "describe", target: paced[2] ?? "", adjective }], mode: "make" };
  }
  const should =
    /^((?:the |all |every )?[\p{L}' -]+?) (?:should|must|could|needs? to|ha(?:s|ve) to) (?:all |both |each |now )?(?:be|look|become|turn) (?:a bit |a little |more |much )*([\p{L}-]+(?: and [\p{L}-]+)?)$/iu.exec(
      text,
    );
  const match = should ?? describing.exec(text);
  if (match !== null) return describe(match[1] ?? "", match[2] ?? "");
  // "stronger rain", "a darker sky", "brighter colours"
  const bare =
    /^(?:an? |the |with (?:an? )?|add (?:an? )?|use (?:an? )?|give it (?:an? )?)?(?:a bit |much |slightly )?([\p{L}-]+er) ([\p{L} -]+)$/iu.exec(
      text,
    );
  if (bare === null || comparativeBase(bare[1] ?? "") === null || namesCamera(text)) return null;
  return describe(bare[2] ?? "", bare[1] ?? "");
}

/** `less`: the opposite of the word where it has one, else a weaker degree of it. */
function describe(target: string, word: string, less = false): ClauseReading | null {
  const said = comparativeBase(word) ?? word.toLowerCase();
  if (!isColour(said) && !isMaterial(said) && !isKnownAdjective(said)) return null;
  const base = less ? (oppositesOf(said)[0] ?? null) : said;
  if (base === null)
    return { wishes: [{ kind: "degree", quality: said, direction: -1, steps: 1 }], mode: "less" };
  const noun = foldWord(target.trim().split(" ").at(-1)?.toLowerCase() ?? "");
  const sized = /^(?:big|high|large|tall)$/.test(base)
    ? 1
    : /^(?:small|low|short|soft|gentle)$/.test(base)
      ? -1
      : null;
  // "a denser fog" is more of it; "a denser forest" is another forest.
  const direction = hasDegrees(noun)
    ? (magnitudeOf(base) ?? (noun === "light" ? null : sized))
    : null;
  if (direction !== null)
    return {
      wishes: [{ kind: "degree", quality: target.replace(/^the /i, ""), direction, steps: 1 }],
      mode: "make",
    };
  if (/^(?:mood|atmosphere|scene|tone|vibe|feel)$/.test(noun)) {
    return { wishes: [{ kind: "degree", quality: base, direction: 1, steps: 1 }], mode: "make" };
  }
  return { wishes: [{ kind: "describe", target, adjective: base }], mode: "make" };
}

function readAddition(text: string): ClauseReading | null {
  const phrase = addition.exec(text)?.[1];
  if (phrase === undefined) return null;
  const inner = withoutPlace(phrase.replace(/^(?:only|just|exactly) /i, ""));
  if (/^(?:only|just|exactly) /i.test(phrase))
    return { wishes: [{ kind: "count", phrase: inner }], mode: "add" };
  const wishes = classifyPhrase(inner, "add");
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
    return {
      wishes: [{ kind: "remove", phrase: withoutPlace(text), exclude: mode === "exclude" }],
      mode,
    };
  }
  if (mode === "more" || mode === "less") {
    const more = degreeOf(text, mode === "more" ? 1 : -1, 1);
    if (more !== null) return more;
  }
  if (/^(?:only|just|exactly) /i.test(text))
    return { wishes: [{ kind: "count", phrase: text.replace(/^\w+ /, "") }], mode };
  const wishes = classifyPhrase(text, mode === "more" || mode === "less" ? "bare" : mode);
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
