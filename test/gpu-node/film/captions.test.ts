import { expect, test } from "vitest";
import {
  captionStyle,
  createLineBreaker,
} from "../../../gpu-node/tasks/film/captions/caption-style.ts";
import { cutCues } from "../../../gpu-node/tasks/film/captions/cut-cues.ts";
import { createDrawableText } from "../../../gpu-node/tasks/film/captions/drawable-text.ts";
import { timeWords } from "../../../gpu-node/tasks/film/captions/time-words.ts";
import { toSrt, toVtt } from "../../../gpu-node/tasks/film/captions/write-captions.ts";

const line =
  "In the quiet hours before dawn, when even the owls are silent, the old harbour wakes: ropes creak, gulls argue, and one small boat slips out to sea. Nobody waves goodbye.";

function wordsOf(text: string) {
  return text.split(" ").map((word, index) => ({
    text: word,
    startSeconds: 0.5 + index * 0.4,
    endSeconds: 0.5 + index * 0.4 + 0.35,
  }));
}

const sizes = [
  { width: 1280, height: 720 },
  { width: 720, height: 1280 },
  { width: 960, height: 960 },
  { width: 864, height: 1080 },
];

test.each(sizes)(
  "cues of $width x $height are two lines at most, in order, each with its first word",
  (size) => {
    const style = captionStyle(size);
    const words = wordsOf(line);
    const cues = cutCues(words, createLineBreaker(style), 60);
    expect(cues.flatMap(({ lines }) => lines).join(" ")).toBe(line);
    expect(cues.length).toBeGreaterThan(2);
    let place = 0;
    for (const [index, cue] of cues.entries()) {
      expect(cue.lines.length).toBeLessThanOrEqual(2);
      expect(cue.startSeconds).toBe(words[place]?.startSeconds);
      place += cue.lines.join(" ").split(" ").length;
      expect(cue.endSeconds).toBeGreaterThan(cue.startSeconds);
      expect(cue.endSeconds).toBeLessThan(cues[index + 1]?.startSeconds ?? 60);
    }
    // The last sentence is a cue of its own.
    expect(cues.at(-1)?.lines.join(" ")).toBe("Nobody waves goodbye.");
  },
);

test.each(sizes)(
  "letters of $width x $height are large enough to read and stay in the safe area",
  (size) => {
    const style = captionStyle(size);
    expect(style.fontSize / Math.min(size.width, size.height)).toBeGreaterThan(0.04);
    expect(style.bottom).toBeLessThanOrEqual(size.height * 0.95);
    expect(style.widestLine).toBeLessThanOrEqual(size.width * 0.84);
  },
);

test("a word that no line can hold is still shown", () => {
  const word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikant".repeat(2);
  const cues = cutCues(
    wordsOf(`See ${word} go`),
    createLineBreaker(captionStyle(sizes[1] ?? { width: 720, height: 1280 })),
    9,
  );
  expect(cues.flatMap(({ lines }) => lines).join(" ")).toBe(`See ${word} go`);
});

test("what no font can draw is left out of the picture", () => {
  const drawableText = createDrawableText(captionStyle({ width: 1280, height: 720 }));
  expect(drawableText("Grüße, \u{10FFFC} \u{10FFFB}мир: “ok” – café!")).toBe(
    "Grüße, мир: “ok” – café!",
  );
});

const facts = {
  durationSeconds: 4,
  speech: null,
  models: { image: "procedural", video: null, voice: null },
  notes: [],
};

test("what nobody speaks is spread over its scene", () => {
  const words = timeWords("静かな湖 と 山", facts);
  expect(words.map(({ text }) => text)).toEqual(["静かな湖", "と", "山"]);
  expect(words[0]?.startSeconds).toBeCloseTo(0.4);
  expect(words.at(-1)?.endSeconds).toBeCloseTo(3.6);
});

test("a line without spaces is cut into phrases", () => {
  const line = "静かな湖に雪が降る、そして夜が来る。山の上には月が昇り世界は静かに眠りにつく。";
  const texts = timeWords(line, facts).map(({ text }) => text);
  expect(texts.join("")).toBe(line);
  expect(texts.length).toBeGreaterThan(3);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(13);
  expect(texts[0]).toBe("静かな湖に雪が降る、");
});

test("a caption in other words than the speech keeps to the speech's time", () => {
  const spoken = [
    { text: "One", startSeconds: 1, endSeconds: 1.5 },
    { text: "two.", startSeconds: 2.5, endSeconds: 3 },
  ];
  const speech = { startSeconds: 1, endSeconds: 3, words: spoken };
  expect(timeWords("One two.", { ...facts, speech })).toEqual(spoken);
  const others = timeWords("Eins und zwei und", { ...facts, speech });
  expect(others[0]?.startSeconds).toBe(1);
  expect(others.at(-1)?.endSeconds).toBe(3);
});

test("captions are written as SubRip and WebVTT", () => {
  const cues = [
    { lines: ["One & <two>", "three"], startSeconds: 0.48, endSeconds: 2.04 },
    { lines: ["four"], startSeconds: 3661.5, endSeconds: 3662 },
  ];
  expect(toSrt(cues)).toBe(
    "1\n00:00:00,480 --> 00:00:02,040\nOne & <two>\nthree\n\n2\n01:01:01,500 --> 01:01:02,000\nfour\n",
  );
  expect(toVtt(cues)).toBe(
    "WEBVTT\n\n1\n00:00:00.480 --> 00:00:02.040\nOne &amp; &lt;two&gt;\nthree\n\n2\n01:01:01.500 --> 01:01:02.000\nfour\n",
  );
});
