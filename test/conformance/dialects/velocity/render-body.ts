import type { BodyRule } from "../../entry.ts";
import type { FieldRule } from "../../field-rule.ts";

export const TEMPLATE = "<ready-template>";

/** An id in a body: nothing the account has, or no id at all. */
export const anId: FieldRule = {
  type: "string",
  nullable: true,
  refuses: ["", "nonsense", "0193c0de-0000-7000-8000-00000000beef", "__proto__"],
};

/** A whole number that may be left out. */
const count = (minimum: number, maximum: number, accepts: readonly number[]): FieldRule => ({
  type: "number",
  integer: true,
  nullable: true,
  minimum,
  maximum,
  accepts: [...accepts, null],
});

export const customizationMap: FieldRule = {
  type: "list",
  nullable: true,
  maximumLength: 500,
  accepts: [[], [{ layer: "Intro/Title", type: "text", value: "" }]],
  refuses: [
    [{ layer: "Titel", type: "text", value: "a" }],
    [{ layer: "Logo", type: "text", value: "a" }],
    [{ layer: "Title", type: "sound", value: "a" }],
    [{ layer: "Title", type: "color", value: "red" }],
    [{ layer: "Logo", type: "image" }],
  ],
  items: {
    type: "object",
    accepts: [{ layer: "Title", type: "text", value: "a" }],
    fields: {},
  },
};

/** Body of `POST /render`, of a template of 300 frames. */
export const RENDER_BODY: BodyRule = {
  encodings: ["json"],
  valid: {
    templateId: TEMPLATE,
    name: "DirectVideo",
    jobInfo: { fStart: 0, fEnd: 300 },
    encoderConfig: { bitrate: 5_000_000, fpsNum: 30 },
  },
  fields: {
    type: "object",
    fields: {
      templateId: { ...anId, nullable: false, required: true },
      templateInstanceId: { ...anId, accepts: [null] },
      name: {
        type: "string",
        required: true,
        minimumLength: 1,
        maximumLength: 255,
        accepts: ["a", "é".repeat(255), "‮ right to left", "a/b\\c", "🎬"],
      },
      audioId: { ...anId, accepts: [null] },
      jobInfo: {
        type: "object",
        nullable: true,
        fields: { fStart: count(0, 299, [0, 299]), fEnd: count(1, 300, [1, 300]) },
      },
      encoderConfig: {
        type: "object",
        required: true,
        fields: {
          bitrate: {
            type: "number",
            required: true,
            integer: true,
            minimum: 1000,
            maximum: 1_000_000_000,
            accepts: [1000],
          },
          fpsNum: count(1, 240, [1, 240]),
          fpsDenum: count(1, 1_000_000, [1]),
          res: {
            type: "list",
            nullable: true,
            minimumLength: 2,
            maximumLength: 2,
            accepts: [[1280, 720], null],
            refuses: [
              [1281, 720],
              [8192, 8192],
            ],
            items: { type: "number", minimum: 16, maximum: 8192, integer: true, accepts: [64] },
          },
          codec: count(0, 2, [0, 1, 2]),
          preset: count(0, 5, [0, 5]),
          rc: count(0, 2, [0, 1, 2]),
          gop: count(1, 6000, [1, 6000]),
          idr: count(1, 1000, [1]),
          profile: { type: "choice", nullable: true, choices: [66, 77, 100], accepts: [66, 100] },
          level: {
            type: "choice",
            nullable: true,
            choices: [40, 41, 51, 62],
            accepts: [40, 41, 62],
            refuses: [31, 43],
          },
        },
      },
      customizationMap,
    },
  },
};
