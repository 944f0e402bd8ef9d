import { useEffect, useState } from "preact/hooks";
import { readFilm } from "../api/films.ts";
import type { Api } from "../api/request.ts";
import type { ShownJob } from "../state/jobs-state.ts";

const ASK_MILLISECONDS = 4000;

/** How many of a running film's scenes are there, in words, while somebody sees it. */
export function useFilmMessage(api: Api, job: ShownJob, isVisible: boolean): string | null {
  const [message, setMessage] = useState<string | null>(null);
  const asks = isVisible && job.kind === "make-film" && job.state === "running";
  useEffect(() => {
    if (!asks) return;
    const ask = () =>
      readFilm(api, job.id).then(
        // After its first sentence it speaks of models, which the finished film tells too.
        ({ message: said }) => setMessage(/^(?:Processing\.\.\. )?([^.]+)/.exec(said)?.[1] ?? null),
        () => undefined,
      );
    void ask();
    const timer = setInterval(() => void ask(), ASK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [api, job.id, asks]);
  return message;
}
