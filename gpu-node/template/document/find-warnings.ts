import type { TemplateInspection } from "#contracts/template.ts";
import { isObject, objectsIn, visitObjects } from "./json-values.ts";
import { walkLayers } from "./layer-paths.ts";
import { layerType } from "./lottie-document.ts";
import type { LottieDocument, LottieLayer } from "./lottie-document.ts";
import { textDocumentsOf } from "./normalise-document.ts";

type Warning = TemplateInspection["warnings"][number];

/** What the engine draws differently from After Effects, or not at all. */
const rules: readonly {
  readonly code: string;
  readonly message: string;
  readonly applies: (layer: LottieLayer) => boolean;
}[] = [
  {
    code: "expressions",
    message: "Expressions are never run; the values without them are drawn.",
    applies: hasExpression,
  },
  {
    code: "unsupported-effect",
    message: "An effect of this layer is not drawn.",
    applies: (layer) =>
      objectsIn(layer["ef"]).some((effect) => effect["en"] !== 0 && !isDrawnEffect(effect)),
  },
  {
    code: "three-dimensional",
    message: "Cameras and depth may be drawn differently.",
    applies: (layer) => layer.ty === layerType.camera,
  },
  {
    code: "data-layer",
    message: "Layers that read data from files are not drawn.",
    applies: (layer) => layer.ty === layerType.data,
  },
  {
    code: "matte-with-parent",
    message: "A luma or inverted matte on a layer with a parent may be drawn differently.",
    applies: (layer) =>
      typeof layer["tt"] === "number" && layer["tt"] > 1 && layer.parent !== undefined,
  },
  {
    code: "text-keyframes",
    message: "Text that changes over time, as counters do, may be set differently.",
    applies: (layer) => textDocumentsOf(layer).length > 1,
  },
  {
    code: "paragraph-text",
    message: "Text in a box may break its lines at other places.",
    applies: (layer) => textDocumentsOf(layer).some((text) => Array.isArray(text["sz"])),
  },
  {
    code: "text-animators",
    message: "Animators of text may be drawn differently.",
    applies: (layer) => isObject(layer["t"]) && objectsIn(layer["t"]["a"]).length > 0,
  },
  {
    code: "repeater",
    message: "Repeaters may be drawn differently at their edges.",
    applies: (layer) => hasShape(layer, "rp"),
  },
  {
    code: "unsupported-shape",
    message: "Wiggled or twisted paths are drawn without it.",
    applies: (layer) => hasShape(layer, "zz") || hasShape(layer, "tw"),
  },
  {
    code: "layer-style",
    message: "Layer styles other than shadows and glows are not drawn.",
    applies: (layer) => objectsIn(layer["sy"]).some(({ ty }) => ![1, 2, 3, 4].includes(Number(ty))),
  },
  {
    code: "video-sound",
    message: "The sound of a film within the template is not heard; use an audio layer.",
    applies: (layer) => layer.ty === layerType.video,
  },
];

/** Effects that the engine draws, by After Effects' match name. */
const drawnEffects = new Set([
  "ADBE Tint",
  "ADBE Fill",
  "ADBE Tritone",
  "ADBE Drop Shadow",
  "ADBE Gaussian Blur 2",
  "ADBE Radial Wipe",
  "ADBE Linear Wipe",
  "ADBE Venetian Blinds",
  "ADBE Shift Channels",
  "ADBE Invert",
  "ADBE HUE SATURATION",
  "ADBE Easy Levels2",
  "ADBE Pro Levels2",
  "ADBE Brightness & Contrast 2",
  "ADBE Black&White",
  "ADBE Corner Pin",
  "ADBE Tile",
  "ADBE Geometry2",
  "ADBE Ramp",
  "ADBE Displacement Map",
  "ADBE Fractal Noise",
  "CC Sphere",
  "CC Toner",
  "ADBE Glo2",
  "ADBE Threshold2",
]);

/** Kinds that the engine knows by number where an old export has no match name. */
const drawnEffectTypes = new Set([20, 21, 23, 25, 26, 29]);
/** Mere values for expressions to read. */
const isControl = (name: string): boolean => /^(ADBE .* Control|Pseudo\/)/.test(name);

function isDrawnEffect({ ty, mn }: Record<string, unknown>): boolean {
  if (typeof mn === "string" && (drawnEffects.has(mn) || isControl(mn))) return true;
  return typeof ty === "number" && drawnEffectTypes.has(ty);
}

function hasExpression(layer: LottieLayer): boolean {
  let found = false;
  visitObjects(layer, ({ x, k }) => {
    found ||= typeof x === "string" && x.trim() !== "" && k !== undefined;
  });
  return found;
}

function hasShape(layer: LottieLayer, type: string): boolean {
  let found = false;
  if (layer.ty === layerType.shape)
    visitObjects(layer["shapes"], ({ ty }) => {
      found ||= ty === type;
    });
  return found;
}

/** One warning for each thing that is drawn otherwise, with the layers that have it. */
export function findWarnings(document: LottieDocument): Warning[] {
  const layersOf = new Map<string, Set<string>>();
  const faults = new Map<LottieLayer, string[]>();
  for (const { layer, path } of walkLayers(document)) {
    const codes =
      faults.get(layer) ?? rules.filter((rule) => rule.applies(layer)).map(({ code }) => code);
    faults.set(layer, codes);
    for (const code of codes) {
      const layers = layersOf.get(code) ?? new Set();
      layersOf.set(code, layers);
      if (layers.size < 50) layers.add(path.slice(0, 500));
    }
  }
  return rules.flatMap(({ code, message }) => {
    const layers = layersOf.get(code);
    return layers === undefined ? [] : [{ code, message, layers: [...layers] }];
  });
}
