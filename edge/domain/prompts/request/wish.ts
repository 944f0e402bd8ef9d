import type { Season, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";

/** One thing that a request asks for, in the request's own words where they will be shown. */
export type Wish =
  | { kind: "time"; name: TimeOfDay; surface: string }
  | { kind: "season"; season: Season }
  | { kind: "weather"; name: Weather; phrase: string | null }
  | { kind: "scene"; place: string }
  | { kind: "style"; words: string }
  | { kind: "camera"; words: string }
  | { kind: "resolution"; words: string }
  | { kind: "quality"; adjective: string }
  /** `isSeen`: whoever asks sees it so ("too dark"), also where the prompt does not say it. */
  | { kind: "degree"; quality: string; direction: 1 | -1; steps: number; isSeen?: boolean }
  /** Said of a thing, or of what the prompt is about where `target` is empty; `steps` of a comparative. */
  | { kind: "describe"; target: string; adjective: string; steps: number }
  /** A thing gets another: "give the man a hat". */
  | { kind: "attach"; target: string; joint: "with" | "wearing" | "holding"; phrase: string }
  /** A thing does something: "chasing a ball". */
  | { kind: "act"; target: string; action: string }
  /** Twice as many of a thing, or half as many. */
  | { kind: "multiply"; phrase: string; factor: number }
  | { kind: "palette"; colours: string[] }
  | { kind: "add"; phrase: string }
  /** Said without a verb. */
  | { kind: "mention"; phrase: string }
  | { kind: "remove"; phrase: string; exclude: boolean }
  | { kind: "replace"; from: string; to: string }
  | { kind: "count"; phrase: string }
  /** What the prompt is about turns into this. */
  | { kind: "become"; phrase: string };

/** What a clause without a verb of its own goes on with: "add a cat and a dog". */
export type ClauseMode = "make" | "add" | "remove" | "exclude" | "more" | "less" | "keep" | "bare";

/** What one clause asks for, and how the next goes on when it has no verb. */
export type ClauseReading = { wishes: Wish[]; mode: ClauseMode };
