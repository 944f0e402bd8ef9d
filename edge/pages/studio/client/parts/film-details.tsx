import { useEffect, useState } from "preact/hooks";
import { formatClockOffset } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { readFilm, type FilmScene, type NarrativeStatus } from "../api/films.ts";
import { pathOf } from "../api/jobs.ts";
import { messageOf, type Api } from "../api/request.ts";

/** A finished film's scenes with their stills and words, and its captions to save. */
export function FilmDetails({ api, jobId }: { api: Api; jobId: string }) {
  const [film, setFilm] = useState<NarrativeStatus | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    readFilm(api, jobId).then(setFilm, (error: unknown) => setFailure(messageOf(error)));
  }, [api, jobId]);
  if (failure !== null) return <p class="field-error">{failure}</p>;
  if (film === null) return <div class="scenes skeleton" aria-busy="true" />;
  const { result, message } = film;
  const captions = Object.entries(result?.captions ?? {}).filter(([, url]) => url !== null);
  return (
    <div class="film-details">
      <p class="small soft wrap">{message}</p>
      <ol class="scenes" aria-label="Scenes" tabIndex={0}>
        {(result?.scenes ?? []).map((scene, index) => (
          <Scene key={index} scene={scene} number={index + 1} />
        ))}
      </ol>
      {captions.length === 0 ? null : (
        <p class="captions">
          <span class="small soft">Captions</span>
          {captions.map(([format, url]) => (
            <a
              key={format}
              class="button small"
              href={`${pathOf(url ?? "")}&download=1`}
              download=""
            >
              <Icon name="download" /> .{format}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}

function Scene({ scene, number }: { scene: FilmScene; number: number }) {
  const { text, start, end, image } = scene;
  return (
    <li>
      <span class="scene-still">
        {image === null ? null : (
          <img src={pathOf(image)} alt={`Scene ${number}`} loading="lazy" decoding="async" />
        )}
      </span>
      <span class="scene-words">
        <span class="soft small number">
          {number} · {formatClockOffset(start)}–{formatClockOffset(end)}
        </span>
        <span class="wrap">{text ?? <span class="soft">without words</span>}</span>
      </span>
    </li>
  );
}
