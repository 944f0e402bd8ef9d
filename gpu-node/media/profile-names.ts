import type { VideoEncoding } from "#contracts/template.ts";
import { TaskError } from "../tasks/task-error.ts";

/** Profiles that 4:2:0 pictures of 8 bits can have, by the codec's own number. */
const profiles: Readonly<Record<VideoEncoding["codec"], Readonly<Record<number, string>>>> = {
  h264: { 66: "baseline", 77: "main", 100: "high" },
  h265: { 1: "main" },
  av1: { 0: "main" },
};

const h264Levels = [10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61, 62];
const h265Levels = [30, 60, 63, 90, 93, 120, 123, 150, 153, 156, 180, 183, 186];
/** `seq_level_idx`: 0 is 2.0, and every four make a whole level. */
const av1Levels = [0, 1, 4, 5, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19];

/** The profile's name, or none where the encoder may choose. Throws `invalid-input`. */
export function nameProfile({ codec, profile }: VideoEncoding): string | undefined {
  if (profile === undefined) return undefined;
  const name = profiles[codec][profile];
  if (name === undefined)
    throw unsupported(codec, "profile", profile, Object.keys(profiles[codec]));
  return name;
}

/** The level as `4.1`, or none where the encoder may choose. Throws `invalid-input`. */
export function nameLevel({ codec, level }: VideoEncoding): string | undefined {
  if (level === undefined) return undefined;
  const known = { h264: h264Levels, h265: h265Levels, av1: av1Levels }[codec];
  if (!known.includes(level)) throw unsupported(codec, "level", level, known.map(String));
  if (codec === "h264") return (level / 10).toFixed(1);
  if (codec === "h265") return (level / 30).toFixed(1);
  return `${2 + Math.floor(level / 4)}.${level % 4}`;
}

function unsupported(
  codec: string,
  what: string,
  value: number,
  known: readonly string[],
): TaskError {
  const names = { h264: "H.264", h265: "H.265", av1: "AV1" } as const;
  const named = names[codec as keyof typeof names];
  return new TaskError(
    "invalid-input",
    `Invalid encoder configuration parameters: ${named} has no ${what} ${value}; it can be ${known.join(", ")}.`,
  );
}
