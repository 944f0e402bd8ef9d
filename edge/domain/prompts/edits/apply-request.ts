import { hashText } from "#contracts/prompt/hash-text.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { readRequest } from "../request/read-request.ts";
import type { Wish } from "../request/wish.ts";
import { isColour } from "../text/adjective-kinds.ts";
import { findThings, leadingThing, mainThing, readSubject } from "../text/find-things.ts";
import { isNumberWord } from "../text/grammar-words.ts";
import { isPlaceNoun } from "../text/place-nouns.ts";
import { locate } from "../text/located-text.ts";
import { tidy } from "../text/tidy.ts";
import { addQuality } from "./add-quality.ts";
import { addThing } from "./add-thing.ts";
import { changeDegree } from "./change-degree.ts";
import { multiplyCount, reduceCount, setCount } from "./change-count.ts";
import { attachThing } from "./attach-thing.ts";
import { describeFound, describeThing, setPalette } from "./describe-thing.ts";
import { unchanged, type EditOutcome } from "./edit.ts";
import { mentionThing } from "./mention-thing.ts";
import { removeThing } from "./remove-thing.ts";
import { replaceLeading, replaceThing } from "./replace-thing.ts";
import { setAction } from "./set-action.ts";
import { setCamera } from "./set-camera.ts";
import { setResolution } from "./set-resolution.ts";
import { setScene } from "./set-scene.ts";
import { setSeason } from "./set-season.ts";
import { setStyle } from "./set-style.ts";
import { setTime } from "./set-time.ts";
import { setWeather } from "./set-weather.ts";

export type AppliedRequest = { prompt: string; changes: string[]; notes: string[] };

/** Applies a request to a prompt wish by wish; a wish that changes no text is a note, never a change. */
export function applyRequest(prompt: string, request: string): AppliedRequest {
  const { wishes, notUnderstood } = readRequest(request);
  const applied: AppliedRequest = {
    prompt,
    changes: [],
    notes: notUnderstood.map((part) => `Not understood: "${part}".`),
  };
  if (wishes.length === 0 && notUnderstood.length === 0)
    applied.notes.push("The request asks for nothing.");
  for (const wish of wishes) applyOne(applied, wish);
  return applied.prompt === prompt && applied.changes.length > 0
    ? { ...applied, changes: [], notes: [...applied.notes, "What is asked for undoes itself."] }
    : applied;
}

function applyOne(applied: AppliedRequest, wish: Wish): void {
  const outcome = applyWish(applied.prompt, wish);
  if ("note" in outcome) {
    applied.notes.push(outcome.note);
    return;
  }
  const text = tidy(outcome.text, applied.prompt);
  if (text === "" || text.length > MAXIMUM_PROMPT_CHARACTERS) {
    applied.notes.push(
      text === "" ? "Nothing would be left of the prompt." : "The prompt would become too long.",
    );
  } else if (text !== applied.prompt) {
    applied.prompt = text;
    applied.changes.push(outcome.change);
  } else {
    applied.notes.push("The prompt says that already.");
  }
}

/** One wish on one prompt: the new text (not tidied yet), or why there is none. */
function applyWish(prompt: string, wish: Wish): EditOutcome {
  switch (wish.kind) {
    case "time":
      return setTime(prompt, wish);
    case "season":
      return setSeason(prompt, wish.season);
    case "weather":
      return setWeather(prompt, wish, (count) => hashText(prompt) % count);
    case "scene":
      return setScene(prompt, wish.place);
    case "style":
      return setStyle(prompt, wish.words);
    case "camera":
      return setCamera(prompt, wish.words);
    case "resolution":
      return setResolution(prompt, wish.words);
    case "quality":
      return addQuality(prompt, wish.adjective);
    case "degree":
      return changeDegree(prompt, wish);
    case "describe":
      return pronouns.test(wish.target)
        ? describeMain(prompt, wish.adjective, wish.steps)
        : describeThing(prompt, wish.target, wish.adjective, wish.steps);
    case "attach":
      return attachThing(prompt, wish);
    case "act":
      return setAction(prompt, wish);
    case "multiply":
      return multiplyCount(prompt, wish);
    case "palette":
      return setPalette(prompt, wish.colours);
    case "mention":
      return mentionThing(prompt, wish.phrase);
    case "add":
      return addThing(prompt, wish.phrase);
    case "remove":
      return reduceCount(prompt, wish.phrase) ?? removeThing(prompt, wish);
    case "replace":
      return replaceThing(prompt, wish.from, wish.to);
    case "become":
      return become(prompt, wish.phrase);
    case "count":
      return (
        setCount(prompt, wish.phrase) ??
        (wish.phrase === "" ? unchanged("Nothing to count.") : addThing(prompt, wish.phrase))
      );
  }
}

/** "make it two dogs", "make it a steel bridge": the same things in that number or of that kind, else others. */
function become(prompt: string, phrase: string): EditOutcome {
  const { words } = locate(phrase);
  if (words.every(({ word }) => isNumberWord(word))) {
    const main = leadingThing(locate(prompt));
    const many = main === null ? null : setCount(prompt, `${phrase} ${main.noun}`);
    return many ?? unchanged(`It cannot be told what there should be ${phrase} of.`);
  }
  const counted = isNumberWord(words[0]?.word ?? "") ? setCount(prompt, phrase) : null;
  if (counted !== null) return counted;
  const subject = readSubject(phrase);
  const place = isPlaceNoun(subject.head) && mainThing(locate(prompt)) !== null;
  const same = findThings(locate(prompt), { ...subject, generic: false });
  const named = same.some((thing) => !thing.negated && thing.shape === "noun");
  if (place && !named) return setScene(prompt, `in ${phrase}`);
  return named ? replaceThing(prompt, subject.head, phrase) : replaceLeading(prompt, phrase);
}

/** They stand for what the prompt is about. */
const pronouns = /^(?:|him|her|it|them|he|she|they)$/i;

/** "make it white", "make him old": what the prompt is about, or the colours of a place. */
function describeMain(prompt: string, adjective: string, steps: number): EditOutcome {
  const located = locate(prompt);
  const main = mainThing(located);
  if (main !== null) return describeFound(located, main, adjective, steps);
  return isColour(adjective)
    ? setPalette(prompt, adjective.split(" and "))
    : addQuality(prompt, adjective);
}
