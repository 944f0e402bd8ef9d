import type { SceneCamera } from "#contracts/film.ts";
import { sentence, verb, type FilmWords } from "./film-words.ts";

/** One step of a story: how it is seen, and what may be said, the most important first. */
export type Beat = {
  name: string;
  /** With how many scenes the step is part of the story. */
  fromScenes: number;
  shot: string;
  camera: SceneCamera;
  /** Each is said as long as there is time for it. */
  say(words: FilmWords): string[];
  /** What is said where there is hardly time. */
  brief(words: FilmWords): string;
  /** What the picture shows beside the prompt itself. */
  show(words: FilmWords): string | undefined;
};

/** The steps in the order of the film. */
const BEATS: readonly Beat[] = [
  {
    name: "establishing",
    fromScenes: 1,
    shot: "wide establishing shot",
    camera: "zoom-in",
    say: (words) => [open(words), sentence("nothing is in a hurry here")],
    brief: ({ subject, place }) => sentence(subject?.first ?? place ?? "look at this"),
    show: ({ ofPlace }) => ofPlace[0],
  },
  {
    name: "approach",
    fromScenes: 4,
    shot: "medium shot",
    camera: "pan-right",
    say: ({ subject, place, ofSubject }) => [
      subject
        ? sentence(`${subject.first} ${verb(subject, "come")} into view`, ofSubject[0])
        : sentence(place ? `step by step, we come closer to ${place}` : "we come closer"),
      sentence("for a while there is only this, and it is enough"),
    ],
    brief: () => sentence("a little closer now"),
    show: ({ ofSubject }) => ofSubject[0],
  },
  {
    name: "surroundings",
    fromScenes: 6,
    shot: "high wide view",
    camera: "pan-left",
    say: ({ ofPlace, place }) => [
      sentence(`around ${place ?? "us"} you can see ${ofPlace[1] ?? "how far the view goes"}`),
      sentence("every corner has something to tell"),
    ],
    brief: () => sentence("and all around it"),
    show: ({ ofPlace }) => ofPlace[1],
  },
  {
    name: "detail",
    fromScenes: 3,
    shot: "close-up with a shallow focus",
    camera: "zoom-in",
    say: ({ subject, ofSubject, ofPlace }) => [
      subject
        ? sentence(`look closely at ${subject.again}`, ofSubject[1] ?? ofPlace[2])
        : sentence("look closely", ofPlace[2]),
      sentence("it is the small things that stay with us"),
    ],
    brief: () => sentence("look closely"),
    show: ({ ofSubject, ofPlace }) => ofSubject[1] ?? ofPlace[2],
  },
  {
    name: "light",
    fromScenes: 8,
    shot: "low-angle shot",
    camera: "tilt-up",
    say: ({ time, ofLight }) => [
      sentence(
        time ? `this is what ${time.noun} looks like` : "the light does the rest",
        ofLight[0],
      ),
      sentence("no two moments are ever quite the same"),
    ],
    brief: () => sentence("see the light"),
    show: ({ ofLight }) => ofLight[0],
  },
  {
    name: "turn",
    fromScenes: 5,
    shot: "slow tracking shot",
    camera: "zoom-out",
    say: ({ subject, place }) => [
      sentence(
        subject
          ? `then, for one moment, ${subject.again} ${verb(subject, "seem")} to hold still`
          : `then, for one moment, ${place ?? "everything"} seems to hold its breath`,
      ),
      sentence("and just as softly, it all goes on"),
    ],
    brief: () => sentence("for a moment, stillness"),
    show: ({ ofPlace }) => ofPlace[3] ?? ofPlace[0],
  },
  {
    name: "movement",
    fromScenes: 7,
    shot: "side view in motion",
    camera: "pan-right",
    say: ({ subject, ofSubject }) => [
      subject
        ? sentence(`${subject.again} ${verb(subject, "go")} on`, ofSubject[0])
        : sentence("our eyes go on, and the picture with them"),
      sentence("there is always a little further to go"),
    ],
    brief: () => sentence("and on it goes"),
    show: ({ ofSubject }) => ofSubject[0],
  },
  {
    name: "return",
    fromScenes: 9,
    shot: "view from above",
    camera: "tilt-down",
    say: ({ place }) => [
      sentence(`from here, ${place ?? "the whole picture"} looks different`),
      sentence("what seemed far away is suddenly near"),
    ],
    brief: () => sentence("once more, from here"),
    show: ({ ofPlace }) => ofPlace[1],
  },
  {
    name: "farewell",
    fromScenes: 10,
    shot: "long shot",
    camera: "pan-left",
    say: ({ subject }) => [
      sentence(
        subject
          ? `little by little, we leave ${subject.again} behind`
          : "little by little, we take our leave",
      ),
      sentence("some places are hard to go from"),
    ],
    brief: () => sentence("slowly, we leave"),
    show: ({ ofLight }) => ofLight[1],
  },
  {
    name: "closing",
    fromScenes: 2,
    shot: "very wide final shot",
    camera: "zoom-out",
    say: (words) => [close(words), sentence("it will still be there when we come back")],
    brief: ({ time }) => sentence(time === null ? "and then, stillness" : `so ends ${time.noun}`),
    show: ({ ofLight, ofPlace }) => ofLight[1] ?? ofPlace[2],
  },
];

/** The steps of a story in so many scenes. */
export function chooseBeats(scenes: number): Beat[] {
  return BEATS.filter(({ fromScenes }) => fromScenes <= scenes);
}

function open({ subject, place, time, idea, ofPlace, chooser }: FilmWords): string {
  if (place && time) {
    const start = chooser.pick("opening", [
      `it is ${time.noun}, and we come to ${place}`,
      `${place} lies before us ${time.adverbial}`,
    ]);
    return sentence(start, ofPlace[0]);
  }
  if (place) return sentence(`this is ${place}`, ofPlace[0]);
  if (time && subject) return sentence(`our story begins ${time.adverbial}, with ${subject.first}`);
  if (subject) return sentence(`this is the story of ${subject.first}`);
  return sentence(idea === null ? "every story begins with a look" : `imagine this: ${idea}`);
}

function close({ subject, place, time }: FilmWords): string {
  const when = time === null ? "" : ` ${time.adverbial}`;
  if (place) return sentence(`and so we leave ${place}${when}, as quiet as we found it`);
  if (subject) return sentence(`and this is how we will remember ${subject.again}${when}`);
  return sentence("and with that, the picture fades");
}
