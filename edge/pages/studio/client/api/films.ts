import type { NarrativeStatus } from "../../../../dialects/narrative/views.ts";
import type { Api } from "./request.ts";

export type { NarrativeStatus };
export type FilmScene = NonNullable<NarrativeStatus["result"]>["scenes"][number];

/** Where a film stands, in words, and once it is there its scenes and captions. */
export const readFilm = (api: Api, id: string) =>
  api.json<NarrativeStatus>(`/v1/video/status?request_id=${id}`);
