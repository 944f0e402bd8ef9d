import type { SpokenWord } from "../../../models/speech/speech-model.ts";

/** A caption that stands alone on the screen. Times are seconds from the film's start. */
export interface CaptionCue {
  /** One or two lines. */
  readonly lines: readonly string[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Breaks a text into the lines that fit; null when there would be more than two. */
export type LineBreaker = (text: string) => string[] | null;

/** Longer than this nobody looks at the same words. */
const longestSeconds = 6;
const shortestSeconds = 1;
/** A cue lingers after its last word, unless the next one comes. */
const lingerSeconds = 0.5;
/** Between two cues, so that the eye sees the change. */
const gapSeconds = 0.04;

/**
 * Cuts the words of a scene into cues of two lines at most, best where a sentence or a clause ends,
 * and each about as full as the others. A cue begins with its first word.
 * @param untilSeconds nothing stands longer
 */
export function cutCues(
  words: readonly SpokenWord[],
  breakLines: LineBreaker,
  untilSeconds: number,
): CaptionCue[] {
  const groups = chooseCuts(words, breakLines);
  return groups.map(({ group, lines }, index) => {
    const startSeconds = group[0]?.startSeconds ?? 0;
    const next = groups[index + 1]?.group[0]?.startSeconds;
    const latest = next === undefined ? untilSeconds : next - gapSeconds;
    const spokenUntil = (group.at(-1)?.endSeconds ?? startSeconds) + lingerSeconds;
    const wanted = Math.max(spokenUntil, startSeconds + shortestSeconds);
    return {
      lines,
      startSeconds,
      endSeconds: Math.max(startSeconds + 0.1, Math.min(wanted, latest)),
    };
  });
}

interface Group {
  readonly group: readonly SpokenWord[];
  readonly lines: readonly string[];
}

/** The cuts of least cost, found from the last word to the first. */
function chooseCuts(words: readonly SpokenWord[], breakLines: LineBreaker): Group[] {
  const best: { cost: number; end: number; lines: readonly string[] }[] = [];
  best[words.length] = { cost: 0, end: words.length, lines: [] };
  for (let start = words.length - 1; start >= 0; start -= 1) {
    let choice = {
      cost: Number.POSITIVE_INFINITY,
      end: start + 1,
      lines: [words[start]?.text ?? ""],
    };
    for (let end = start + 1; end <= words.length; end += 1) {
      const group = words.slice(start, end);
      const lines = breakLines(group.map(({ text }) => text).join(" "));
      // One word that is too long still has to be shown.
      if (lines === null && end > start + 1) break;
      const cost =
        costOf(group, lines ?? choice.lines, end === words.length) + (best[end]?.cost ?? 0);
      if (cost < choice.cost) choice = { cost, end, lines: lines ?? choice.lines };
    }
    best[start] = choice;
  }
  const groups: Group[] = [];
  for (let start = 0; start < words.length;) {
    const { end, lines } = best[start] ?? { end: words.length, lines: [] };
    groups.push({ group: words.slice(start, end), lines });
    start = end;
  }
  return groups;
}

function costOf(group: readonly SpokenWord[], lines: readonly string[], isLast: boolean): number {
  const texts = group.map(({ text }) => text);
  const seconds = (group.at(-1)?.endSeconds ?? 0) - (group[0]?.startSeconds ?? 0);
  const last = texts.at(-1) ?? "";
  const cut = isLast || endsSentence(last) ? 0 : /[,;:—–)]$/.test(last) ? 0.35 : 1;
  // The end of one sentence and the start of the next belong to two cues.
  const mixed = texts.slice(0, -1).filter(endsSentence).length * 0.9;
  const lonely = texts.length < 3 ? 0.8 : 0;
  const long = Math.max(0, seconds - longestSeconds) * 2;
  return 0.55 + cut + mixed + lonely + long + (lines.length - 1) * 0.05;
}

const endsSentence = (text: string): boolean => /[.!?…]["'”’)\]]*$/.test(text);
