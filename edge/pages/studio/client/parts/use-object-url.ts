import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api/request.ts";

/** An address of bytes that lie behind the credential, once they are read; null until then. */
export function useObjectUrl(api: Api, path: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (path === null) return;
    let made: string | null = null;
    let isGone = false;
    api.response(path).then(
      async (answer) => {
        const blob = await answer.blob();
        if (!isGone) setUrl((made = URL.createObjectURL(blob)));
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      setUrl(null);
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [api, path]);
  return url;
}
