import { hashText } from "#contracts/prompt/hash-text.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { foldText } from "../text/located-text.ts";
import { createChooser } from "./detail-chooser.ts";
import { putIn } from "./places.ts";
import { composeTake, prepareTakes, type Ground, type Take } from "./compose-take.ts";
import { writeOut } from "./write-out.ts";

export type VaryInput = {
  bases: readonly string[];
  avoid: readonly string[];
  count: number;
  seed: number;
};

const ATTEMPTS_EACH = 90;
/** After so many, what was used before is not spared any more: chance finds what is left. */
const SPARING_ATTEMPTS = 10;
/** After so many, any take will do that is new. */
const CHOOSY_ATTEMPTS = 70;
/** As long as there are enough of them, takes differ in so many additions. */
const DIFFERENT_ADDITIONS = 2;
/** Room that a base leaves for what is added to it. */
const ROOM_CHARACTERS = 400;

/**
 * Takes of the bases, in turn: each keeps what its base says and adds light, weather, season, mood,
 * palette, detail and camera that fit it and one another.
 */
export function varyPrompts({ bases, avoid, count, seed }: VaryInput): string[] {
  const taken = new Set([...bases, ...avoid].map(foldText));
  const takes: Take[] = [];
  const prompts: string[] = [];
  const grounds = new Map<string, Ground>();
  for (let index = 0; index < count; index += 1) {
    const base = shorten(bases[index % bases.length] ?? "");
    const ground = grounds.get(base) ?? prepareTakes(base);
    grounds.set(base, ground);
    const { prompt, take } = findNew(base, { ground, index, seed, taken, takes });
    taken.add(foldText(prompt));
    if (take !== null) takes.push(take);
    prompts.push(prompt);
  }
  return prompts;
}

function findNew(
  base: string,
  batch: {
    ground: Ground;
    index: number;
    seed: number;
    taken: ReadonlySet<string>;
    takes: readonly Take[];
  },
): { prompt: string; take: Take | null } {
  const { ground, index, seed, taken, takes } = batch;
  const folded = foldText(base);
  for (let attempt = 0; attempt < ATTEMPTS_EACH; attempt += 1) {
    const chooser = createChooser(hashText(`${folded}:${seed}:${index}:${attempt}`));
    const spared = attempt < SPARING_ATTEMPTS ? takes : [];
    const take = composeTake(ground, spared, chooser);
    const isOther = takes.every((other) => differences(take, other) >= DIFFERENT_ADDITIONS);
    if (!isOther && attempt < CHOOSY_ATTEMPTS) continue;
    const prompt = writeOut(putIn(base, take.place), take);
    if (!taken.has(foldText(prompt))) return { prompt, take };
  }
  // Every combination is taken: a numbered one is still a prompt of its own.
  return { prompt: `${base}, take ${taken.size + 1}`, take: null };
}

function differences(one: Take, other: Take): number {
  const [ones, others] = [one, other].map(({ clauses, tags }) => [...clauses, ...tags]);
  const notIn = (some: readonly string[] = [], known: readonly string[] = []): number =>
    some.filter((addition) => !known.includes(addition)).length;
  return Math.min(notIn(ones, others), notIn(others, ones));
}

function shorten(base: string): string {
  const text = base.trim();
  const room = MAXIMUM_PROMPT_CHARACTERS - ROOM_CHARACTERS;
  if (text.length <= room) return text;
  const space = text.lastIndexOf(" ", room);
  return text.slice(0, space > 0 ? space : room);
}
