import { between, createRandom, pick } from "../../video/procedural/seeded-random.ts";
import type { Random } from "../../video/procedural/seeded-random.ts";
import type { Chord, MusicalStyle } from "./musical-styles.ts";

export type Instrument = "pad" | "pluck" | "bell" | "bass" | "drum" | "shaker";

export interface Note {
  readonly instrument: Instrument;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly hertz: number;
  readonly level: number;
  /** -1 is left, 1 is right. */
  readonly pan: number;
}

const beatsPerBar = 4;

/**
 * Writes the notes of a piece, in the order they begin: soft chords open it, players join after
 * a while and rest now and then, and the last bar holds the key's own chord.
 */
export function composeScore(style: MusicalStyle, seed: number, durationSeconds: number): Note[] {
  const random = createRandom(seed, "score");
  const usualBar = (beatsPerBar * 60) / style.beatsPerMinute;
  const barCount = Math.max(1, Math.round(durationSeconds / usualBar));
  const barSeconds = durationSeconds / barCount;
  const key = pick(random, style.keys);
  const notes: Note[] = [];
  const motif = Array.from({ length: 8 }, () => Math.floor(random() * style.scale.length));
  for (let bar = 0; bar < barCount; bar += 1) {
    const isLast = bar === barCount - 1;
    const chord = isLast ? style.chords[0] : (style.chords[bar % 4] ?? style.chords[0]);
    const section = Math.floor(bar / 4);
    const setting: Bar = {
      style,
      random,
      chord,
      key,
      startSeconds: bar * barSeconds,
      barSeconds,
      // The first bar opens, the last one closes, and every third section breathes.
      energy:
        bar === 0 || isLast ? 0 : section % 3 === 2 ? 0.45 : Math.min(1, 0.5 + section * 0.25),
      motif: motif.slice((bar % 2) * 4, (bar % 2) * 4 + 4),
    };
    notes.push(...padOf(setting));
    if (isLast) continue;
    notes.push(...bassOf(setting), ...plucksOf(setting), ...bellsOf(setting), ...drumsOf(setting));
  }
  return notes.sort((one, other) => one.startSeconds - other.startSeconds);
}

interface Bar {
  readonly style: MusicalStyle;
  readonly random: Random;
  readonly chord: Chord;
  readonly key: number;
  readonly startSeconds: number;
  readonly barSeconds: number;
  readonly energy: number;
  readonly motif: readonly number[];
}

const pitch = (key: number, semitones: number): number => key * 2 ** (semitones / 12);

/** Each chord swells before its bar and lingers into the next. */
function padOf({ style, random, chord, key, startSeconds, barSeconds }: Bar): Note[] {
  return chord.slice(1).map((semitones, voice) => ({
    instrument: "pad",
    startSeconds: startSeconds - barSeconds * 0.25,
    durationSeconds: barSeconds * 1.6,
    hertz: pitch(key, semitones),
    level: style.pad * 0.07,
    pan: (voice - 1.5) * 0.3 + between(random, -0.1, 0.1),
  }));
}

function bassOf({ style, chord, key, startSeconds, barSeconds, energy }: Bar): Note[] {
  if (energy === 0 || style.bass === 0) return [];
  const strokes = energy > 0.7 ? 2 : 1;
  return Array.from({ length: strokes }, (_, stroke) => ({
    instrument: "bass",
    startSeconds: startSeconds + (stroke * barSeconds) / strokes,
    durationSeconds: (barSeconds / strokes) * 0.95,
    hertz: pitch(key, chord[0]) / 2,
    level: style.bass * 0.2 * (0.6 + 0.4 * energy),
    pan: 0,
  }));
}

/** Broken chords, up and down, with notes left out by chance. */
function plucksOf({ style, random, chord, key, startSeconds, barSeconds, energy }: Bar): Note[] {
  const count = beatsPerBar * style.notesPerBeat;
  const order = [1, 2, 3, 4, 3, 2, 4, 3];
  return Array.from({ length: count }, (_, place): Note | null => {
    const isPlayed = random() < style.density * energy || (place === 0 && energy > 0);
    const octave = random() < 0.2 ? 24 : 12;
    if (!isPlayed || style.pluck === 0) return null;
    return {
      instrument: "pluck",
      startSeconds: startSeconds + (place * barSeconds) / count + between(random, 0, 0.012),
      durationSeconds: 2.2,
      hertz: pitch(key, (chord[order[place % order.length] ?? 1] ?? 0) + octave),
      level: style.pluck * (place % style.notesPerBeat === 0 ? 0.15 : 0.11),
      pan: between(random, -0.45, 0.45),
    };
  }).filter((note) => note !== null);
}

/** A small motif that comes back, high above the rest. */
function bellsOf({ style, random, key, startSeconds, barSeconds, energy, motif }: Bar): Note[] {
  if (style.bell === 0 || energy < 0.5) return [];
  return motif
    .map((step, place): Note | null =>
      random() < 0.45
        ? null
        : {
            instrument: "bell",
            startSeconds: startSeconds + (place * barSeconds) / motif.length,
            durationSeconds: 3.5,
            hertz: pitch(key, (style.scale[step] ?? 0) + 24),
            level: style.bell * 0.14,
            pan: between(random, -0.6, 0.6),
          },
    )
    .filter((note) => note !== null);
}

function drumsOf({ style, startSeconds, barSeconds, energy }: Bar): Note[] {
  if (energy < 0.5) return [];
  const beat = barSeconds / beatsPerBar;
  const drums = [0, 2.5].map((place) => ({
    instrument: "drum" as const,
    startSeconds: startSeconds + place * beat,
    durationSeconds: 0.9,
    hertz: 62,
    level: style.drum * (place === 0 ? 0.42 : 0.26),
    pan: 0,
  }));
  const shakers = Array.from({ length: beatsPerBar * 2 }, (_, place) => ({
    instrument: "shaker" as const,
    startSeconds: startSeconds + (place * beat) / 2,
    durationSeconds: 0.12,
    hertz: 7000,
    level: style.shaker * (place % 2 === 1 ? 0.1 : 0.05),
    pan: 0.25,
  }));
  return [...drums, ...shakers].filter(({ level }) => level > 0);
}
