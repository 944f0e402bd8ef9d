import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { SceneDescription } from "#contracts/prompt/scene-description.ts";
import { composeScene } from "./compose-scene.ts";
import type { ComposedScene } from "./compose-scene.ts";

export interface SceneOfPromptOptions {
  readonly prompt: string;
  /** 32-bit; without one the prompt itself seeds the scene. */
  readonly seed?: number | undefined;
  readonly durationSeconds: number;
  /** `#rrggbb`, used where the prompt names no colours of its own. */
  readonly colours?: readonly string[];
}

/** Reads a prompt and settles all that it left open: picture and sound start from the same scene. */
export function sceneOfPrompt(options: SceneOfPromptOptions): ComposedScene {
  const parsed = parsePrompt(options.prompt);
  const { colours = [] } = options;
  const description: SceneDescription =
    parsed.colours.length > 0 || colours.length === 0 ? parsed : { ...parsed, colours };
  const seed =
    (options.seed === undefined
      ? description.hash
      : Math.imul(options.seed, 0x9e3779b1) ^ description.hash) >>> 0;
  return composeScene(description, seed, options.durationSeconds);
}
