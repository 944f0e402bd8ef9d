import { FilmFacts } from "#contracts/film.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import { PROCEDURAL_MODEL } from "../../domain/models/model-catalogue.ts";
import type { Services } from "../../domain/services.ts";
import { StoredRequest } from "./schemas.ts";
import type { NarrativeResult } from "./views.ts";

/** Signs a link to one of the account's media paths. */
export type Linker = (path: string) => Promise<string>;

/** Facts of a hundred scenes are far smaller. */
const MAXIMUM_FACTS_BYTES = 1024 * 1024;

/** Where the captions and stills of a film are served. */
export const CAPTIONS_PATH = "/v1/video/captions";
export const SCENES_PATH = "/v1/video/scenes";

/** What a completed request has to show: links, and what its node wrote of the film. */
export async function readResult(
  services: Services,
  job: { id: string; request: unknown; outputs: readonly Asset[] },
  link: Linker,
): Promise<NarrativeResult> {
  const { film } = StoredRequest.parse(job.request);
  const outputs = new Map(job.outputs.map((output) => [output.name, output]));
  const [facts, stills] = await Promise.all([
    readFacts(services, outputs.get("film-facts")),
    services.assets.listSceneImages(job.id),
  ]);
  const shown = new Set(stills.map(({ scene }) => scene));
  const linkIf = (name: string, path: string) =>
    outputs.has(name) ? link(path) : Promise.resolve(null);
  const vtt = await linkIf("captions-vtt", `${CAPTIONS_PATH}/${job.id}.vtt`);
  const srt = await linkIf("captions-srt", `${CAPTIONS_PATH}/${job.id}.srt`);
  const { image, video, voice } = facts?.models ?? { image: [], video: [], voice: [] };
  return {
    videoUrl: await link(`/videos/${job.id}.mp4`),
    thumbnailUrl: await link(`/thumbnails/${job.id}.png`),
    captionsUrl: vtt,
    captions: { srt, vtt },
    scenes: await Promise.all(
      (facts?.scenes ?? []).map(async ({ text, startSeconds, endSeconds }, scene) => ({
        text,
        start: startSeconds,
        end: endSeconds,
        image: shown.has(scene) ? await link(`${SCENES_PATH}/${job.id}/${scene + 1}.png`) : null,
      })),
    ),
    durationSeconds: facts?.durationSeconds ?? outputs.get("video")?.media?.durationSeconds ?? 0,
    procedural:
      facts === null
        ? film.models.some(({ standIn }) => standIn === "procedural")
        : [...image, ...video, ...voice].includes(PROCEDURAL_MODEL),
  };
}

/** A node wrote it: what is no such document is as good as none. */
async function readFacts(services: Services, asset: Asset | undefined): Promise<FilmFacts | null> {
  if (!asset || asset.sizeBytes > MAXIMUM_FACTS_BYTES) return null;
  const object = await services.objects.read(asset.objectKey);
  if (!object) return null;
  const text = await new Response(object.body).text();
  try {
    return FilmFacts.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
