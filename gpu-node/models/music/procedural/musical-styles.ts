import type { Mood } from "#contracts/prompt/scene-description.ts";

/** Semitones above the key note; the first is the bass, the rest are sung above it. */
export type Chord = readonly [number, number, number, number, number];

/** What the music of a mood is made of. */
export interface MusicalStyle {
  readonly chords: readonly [Chord, Chord, Chord, Chord];
  /** Steps of the melody, in semitones above the key note. */
  readonly scale: readonly [number, ...number[]];
  readonly beatsPerMinute: number;
  /** The key note is picked from these, in hertz. */
  readonly keys: readonly [number, ...number[]];
  /** How loud each player is; 0 is silent. */
  readonly pad: number;
  readonly pluck: number;
  readonly bell: number;
  readonly bass: number;
  readonly drum: number;
  readonly shaker: number;
  /** The rhythm of the broken chords, in notes per beat. */
  readonly notesPerBeat: number;
  /** The share of possible notes that are played. */
  readonly density: number;
}

const majorPentatonic = [0, 2, 4, 7, 9, 12, 14, 16] as const;
const minorPentatonic = [0, 3, 5, 7, 10, 12, 15, 17] as const;
const lydian = [0, 2, 4, 6, 7, 9, 11, 14] as const;
const dorian = [0, 2, 3, 5, 7, 9, 10, 14] as const;

const calm: MusicalStyle = {
  chords: [
    [0, 7, 12, 16, 23],
    [5, 9, 12, 16, 21],
    [9, 7, 12, 16, 19],
    [7, 7, 14, 17, 21],
  ],
  scale: majorPentatonic,
  beatsPerMinute: 66,
  keys: [130.81, 146.83, 116.54],
  pad: 0.8,
  pluck: 0.6,
  bell: 0.12,
  bass: 0.5,
  drum: 0,
  shaker: 0,
  notesPerBeat: 1,
  density: 0.7,
};

const joyful: MusicalStyle = {
  ...calm,
  chords: [
    [0, 7, 12, 16, 19],
    [7, 7, 11, 14, 19],
    [9, 9, 12, 16, 21],
    [5, 9, 12, 17, 21],
  ],
  beatsPerMinute: 104,
  keys: [130.81, 146.83, 164.81],
  pad: 0.45,
  pluck: 0.8,
  bell: 0.2,
  bass: 0.7,
  drum: 0.3,
  shaker: 0.35,
  notesPerBeat: 2,
  density: 0.8,
};

const dreamy: MusicalStyle = {
  ...calm,
  chords: [
    [0, 7, 11, 16, 18],
    [2, 6, 9, 14, 21],
    [-3, 7, 12, 16, 23],
    [2, 9, 14, 18, 21],
  ],
  scale: lydian,
  beatsPerMinute: 60,
  keys: [146.83, 130.81, 123.47],
  pad: 0.9,
  pluck: 0.3,
  bell: 0.4,
  bass: 0.4,
  density: 0.55,
};

const romantic: MusicalStyle = {
  ...calm,
  chords: [
    [0, 7, 11, 16, 19],
    [-3, 7, 12, 16, 19],
    [2, 9, 12, 17, 21],
    [7, 5, 11, 14, 17],
  ],
  beatsPerMinute: 72,
  pad: 0.65,
  pluck: 0.8,
  notesPerBeat: 2,
  density: 0.6,
};

const melancholic: MusicalStyle = {
  ...calm,
  chords: [
    [0, 7, 12, 15, 19],
    [-4, 8, 12, 15, 20],
    [3, 7, 10, 15, 19],
    [-2, 5, 10, 14, 17],
  ],
  scale: minorPentatonic,
  beatsPerMinute: 62,
  keys: [110, 116.54, 130.81],
  pad: 0.75,
  pluck: 0.7,
  bell: 0.1,
  density: 0.5,
};

const epic: MusicalStyle = {
  ...melancholic,
  chords: [
    [0, 7, 12, 15, 19],
    [-4, 3, 8, 15, 20],
    [3, 7, 10, 15, 22],
    [-2, 5, 10, 14, 17],
  ],
  beatsPerMinute: 88,
  keys: [98, 110, 103.83],
  pad: 1,
  pluck: 0.5,
  bell: 0.15,
  bass: 0.8,
  drum: 0.8,
  notesPerBeat: 2,
  density: 0.85,
};

const dramatic: MusicalStyle = {
  ...epic,
  chords: [
    [0, 7, 12, 15, 19],
    [0, 8, 12, 15, 20],
    [-4, 5, 8, 12, 20],
    [-5, 7, 11, 14, 19],
  ],
  beatsPerMinute: 80,
  bass: 1,
  drum: 0.6,
};

const mysterious: MusicalStyle = {
  ...dreamy,
  chords: [
    [0, 7, 12, 15, 21],
    [5, 5, 9, 15, 19],
    [0, 7, 14, 15, 22],
    [-2, 5, 9, 14, 17],
  ],
  scale: dorian,
  beatsPerMinute: 58,
  keys: [110, 98, 123.47],
  bell: 0.35,
  pluck: 0.25,
  bass: 0.6,
  density: 0.4,
};

const dark: MusicalStyle = {
  ...mysterious,
  chords: [
    [0, 0, 7, 12, 15],
    [-4, 3, 8, 12, 15],
    [1, 5, 8, 13, 17],
    [0, 3, 7, 12, 19],
  ],
  scale: minorPentatonic,
  beatsPerMinute: 56,
  keys: [82.41, 87.31, 92.5],
  bell: 0.12,
  bass: 0.9,
  drum: 0.35,
};

export const musicalStyles: Readonly<Record<Mood, MusicalStyle>> = {
  calm,
  joyful,
  romantic,
  dreamy,
  dramatic,
  epic,
  melancholic,
  mysterious,
  dark,
};
