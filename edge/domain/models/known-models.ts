import type { z } from "zod";
import type { CatalogueModel } from "./catalogue-model.ts";

/**
 * The models whose keys the published documents name, and today's. Keys of models that their
 * vendors have retired go on working: `successor` says who serves them.
 */
export const KNOWN_MODELS: readonly z.input<typeof CatalogueModel>[] = [
  image("FLUX1.1PRO", "Black Forest Labs", "FLUX 1.1 [pro]", { isExpress: true }),
  image("FLUX1PRO", "Black Forest Labs", "FLUX.1 [pro]", { successor: "FLUX1.1PRO" }),
  image("FLUX1DEV", "Black Forest Labs", "FLUX.1 [dev]"),
  image("IMAGEN3", "Google", "Imagen 3", { isExpress: true, successor: "IMAGEN4" }),
  image("IMAGEN4", "Google", "Imagen 4", { isExpress: true, successor: "GEMINI3.1FLASHIMAGE" }),
  image("GEMINI3.1FLASHIMAGE", "Google", "Gemini 3.1 Flash Image", { isExpress: true }),
  image("DALLE3", "OpenAI", "DALL·E 3", { successor: "GPTIMAGE1" }),
  image("GPTIMAGE1", "OpenAI", "GPT Image 1", { isExpress: true }),
  image("COMFYUI", "ComfyUI", "Workflow of the node's owner"),
  video("RUNWAYML", "Runway", "Gen-4 Turbo", { isExpress: true }),
  video("RUNWAYGEN4.5", "Runway", "Gen-4.5"),
  video("KLINGIMGTOVIDPRO", "Kling", "Kling image to video, professional", { isExpress: true }),
  video("KLINGIMGTOVID", "Kling", "Kling image to video, standard", { isExpress: true }),
  video("veo-3.1-fast-generate-preview", "Google", "Veo 3.1 Fast (preview)", {
    successor: "veo-3.1-fast-generate-001",
  }),
  video("veo-3.1-generate-preview", "Google", "Veo 3.1 (preview)", {
    successor: "veo-3.1-generate-001",
  }),
  video("veo-3.1-fast-generate-001", "Google", "Veo 3.1 Fast", {
    isExpress: true,
    successor: "gemini-omni-1.1-flash",
  }),
  video("veo-3.1-generate-001", "Google", "Veo 3.1", { successor: "gemini-omni-1.1-flash" }),
  video("gemini-omni-1.1-flash", "Google", "Gemini Omni 1.1 Flash", { isExpress: true }),
  video("COSMOS", "NVIDIA", "Cosmos"),
  {
    ...model("OPENAI", "speech", "OpenAI", "Text to speech"),
    isExpress: true,
    speakers: Object.fromEntries(
      "alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse"
        .split(" ")
        .map((speaker) => [speaker, null]),
    ),
  },
  {
    ...model("PLAYHT", "speech", "PlayHT", "Play 3.0"),
    isExpress: true,
    successor: "OPENAI",
    speakers: {
      Arista: "nova",
      Atlas: "onyx",
      Basil: "ash",
      Briggs: "echo",
      Calum: "fable",
      Celeste: "shimmer",
      Cheyenne: "coral",
      Chip: "verse",
      Cillian: "ballad",
      Deedee: "sage",
      Fritz: "cedar",
      Gail: "marin",
      Indigo: "alloy",
      Mamaw: "sage",
      Mason: "echo",
      Mikail: "onyx",
      Mitch: "ash",
      Quinn: "alloy",
      Thunder: "onyx",
    },
  },
];

type Rest = Pick<z.input<typeof CatalogueModel>, "isExpress" | "successor">;

function image(key: string, provider: string, name: string, rest: Rest = {}) {
  return { ...model(key, "image", provider, name), ...rest };
}

function video(key: string, provider: string, name: string, rest: Rest = {}) {
  return { ...model(key, "video", provider, name), ...rest };
}

function model(key: string, kind: CatalogueModel["kind"], provider: string, name: string) {
  return { key, kind, provider, name };
}
