import { hashText } from "#contracts/prompt/hash-text.ts";
import { between, createRandom, pick } from "../../video/procedural/seeded-random.ts";

/** How one of the engine's voices is turned into a speaker. */
export interface Speaker {
  readonly voice: "slt" | "rms" | "awb";
  /** The middle of the melody as it is heard, and how far it swings. */
  readonly pitchHertz: number;
  readonly pitchSwingHertz: number;
  /** Above 1 for a smaller throat and mouth, below 1 for larger ones. */
  readonly formantScale: number;
  /** 1 is the engine's own pace, more is faster. */
  readonly pace: number;
  /** Decibels added to the highs, taken away where negative. */
  readonly brightnessDecibels: number;
}

type Numbers = readonly [
  pitchHertz: number,
  pitchSwingHertz: number,
  formantScale: number,
  pace: number,
  brightnessDecibels: number,
];

/** The speakers that the documents name. */
const known: Readonly<Record<string, readonly [Speaker["voice"], ...Numbers]>> = {
  alloy: ["slt", 152, 17, 0.93, 1, 1],
  ash: ["rms", 104, 15, 1, 1.1, 2],
  ballad: ["awb", 112, 15, 0.94, 0.92, 0],
  coral: ["slt", 208, 27, 1.06, 1.08, 2],
  echo: ["rms", 132, 16, 1.1, 1.04, 2],
  fable: ["awb", 142, 20, 1.04, 0.98, 2],
  nova: ["slt", 184, 22, 1, 1.03, 3],
  onyx: ["rms", 80, 11, 0.91, 1, 0.5],
  sage: ["slt", 168, 15, 0.97, 0.93, 0],
  shimmer: ["slt", 222, 28, 1.1, 1, 3.5],
  verse: ["awb", 126, 24, 0.99, 1.06, 3],
};

/** The speaker of a name, in any letter case; a name nobody knows gets a voice of its own. */
export function chooseSpeaker(name: string): Speaker {
  const key = name.trim().toLowerCase();
  const entry = Object.hasOwn(known, key) ? known[key] : undefined;
  if (entry === undefined) return inventSpeaker(key);
  const [voice, pitchHertz, pitchSwingHertz, formantScale, pace, brightnessDecibels] = entry;
  return { voice, pitchHertz, pitchSwingHertz, formantScale, pace, brightnessDecibels };
}

const usualPitchHertz = { slt: 178, rms: 102, awb: 126 } as const;

function inventSpeaker(key: string): Speaker {
  const random = createRandom(hashText(key), "speaker");
  const voice = pick<Speaker["voice"]>(random, ["slt", "rms", "awb"]);
  const formantScale = between(random, 0.92, 1.09);
  // Large throats go with low voices.
  const usual = usualPitchHertz[voice];
  const pitchHertz = usual * (1 + (formantScale - 1) * 1.6) * between(random, 0.93, 1.07);
  return {
    voice,
    pitchHertz,
    pitchSwingHertz: pitchHertz * between(random, 0.1, 0.15),
    formantScale,
    pace: between(random, 0.94, 1.08),
    brightnessDecibels: between(random, 0, 3),
  };
}
