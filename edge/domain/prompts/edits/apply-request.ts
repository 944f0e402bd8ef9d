import { hashText } from "#contracts/prompt/hash-text.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { readRequest } from "../request/read-request.ts";
import type { Wish } from "../request/wish.ts";
import { tidy } from "../text/tidy.ts";
import { addQuality } from "./add-quality.ts";
import { addThing } from "./add-thing.ts";
import { changeDegree } from "./change-degree.ts";
import { setCount } from "./change-count.ts";
import { describeThing, setPalette } from "./describe-thing.ts";
import { unchanged, type EditOutcome } from "./edit.ts";
import { removeThing } from "./remove-thing.ts";
import { replaceThing } from "./replace-thing.ts";
import { setCamera } from "./set-camera.ts";
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
  return applied;
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
export function applyWish(prompt: string, wish: Wish): EditOutcome {
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
    case "quality":
      return addQuality(prompt, wish.adjective);
    case "degree":
      return changeDegree(prompt, wish);
    case "describe":
      return describeThing(prompt, wish.target, wish.adjective);
    case "palette":
      return setPalette(prompt, wish.colours);
    case "add":
      return addThing(prompt, wish.phrase);
    case "remove":
      return removeThing(prompt, wish);
    case "replace":
      return replaceThing(prompt, wish.from, wish.to);
    case "count":
      return (
        setCount(prompt, wish.phrase) ??
        (wish.phrase === "" ? unchanged("Nothing to count.") : addThing(prompt, wish.phrase))
      );
  }
}
