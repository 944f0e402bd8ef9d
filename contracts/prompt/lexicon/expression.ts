import type { CameraMove, Mood, Style } from "../scene-description.ts";
import type { LexiconEntries } from "./lexicon-entries.ts";

export const moodLexicon: LexiconEntries<Mood> = {
  calm: "calm, peaceful, serene, tranquil, quiet, gentle, relaxing, soothing, still, meditative, zen, soft",
  dramatic: "dramatic, intense, powerful, violent, raging, fierce, explosive",
  joyful:
    "joyful, happy, cheerful, playful, fun, vibrant, lively, colourful, colorful, festive, bright",
  mysterious: "mysterious, enigmatic, eerie, haunted, spooky, ghostly, secret, strange, uncanny",
  romantic: "romantic, love, tender, intimate, valentine",
  melancholic: "melancholic, sad, lonely, melancholy, nostalgic, wistful, solitary, abandoned",
  epic: "epic, majestic, grand, vast, heroic, breathtaking, spectacular, monumental, giant, huge",
  dark: "dark, gloomy, ominous, sinister, gothic, noir, grim, apocalyptic, dystopian",
  dreamy:
    "dreamy, dreamlike, surreal, ethereal, magical, fantasy, whimsical, fairy tale, enchanted, mystical",
};

export const styleLexicon: LexiconEntries<Style> = {
  realistic: "realistic, photorealistic, photo, documentary, lifelike, hyperrealistic",
  minimal: "minimal, minimalist, minimalistic, simple, clean",
  watercolour:
    "watercolour, watercolor, painted, painting, impressionist, pastel, oil painting, brush, brushstroke",
  neon: "neon, cyberpunk, synthwave, vaporwave, retrowave, outrun, futuristic, sci fi, fluorescent, tron",
  vintage: "vintage, retro, old film, sepia, super 8, film grain, 1970s, 1980s, analogue, analog",
  monochrome: "monochrome, black and white, grayscale, greyscale, noir, desaturated",
  anime: "anime, ghibli, manga, cartoon, animated, cel shaded, studio ghibli",
  flat: "flat, flat design, vector, paper cut, papercut, cutout, low poly, origami, illustration",
  cinematic: "cinematic, film look, movie, blockbuster, anamorphic, widescreen, imax",
};

export const cameraLexicon: LexiconEntries<CameraMove> = {
  "pan-left": "pan left, panning left, camera left, truck left, move left, slide left",
  "pan-right":
    "pan, panning, pan right, panning right, camera right, truck right, tracking shot, slide right, dolly right, tracking, sideways",
  "zoom-in":
    "zoom in, zoom, zooming in, push in, dolly in, close up, closer, dolly forward, zooming",
  "zoom-out":
    "zoom out, zooming out, pull out, pull back, dolly out, wide reveal, pulling back, reveal",
  "tilt-up":
    "tilt up, tilting up, crane up, rising shot, pedestal up, camera rise, look up, crane shot",
  "tilt-down": "tilt down, tilting down, crane down, look down, descending",
  "fly-forward":
    "drone, drone shot, aerial, flyover, fly over, fly through, flying over, flying through, bird eye, fpv, flight, soaring over",
  orbit: "orbit, orbiting, arc shot, around the, circling, rotating, 360",
  static: "static shot, locked off, tripod, fixed camera, static camera, still camera",
  timelapse: "timelapse, time lapse, hyperlapse, time passing, fast motion",
};
