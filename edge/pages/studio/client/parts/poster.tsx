import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api/request.ts";
import { findPoster } from "../api/templates.ts";
import { useObjectUrl } from "./use-object-url.ts";

/** A template's picture, read once `isVisible`; nothing where it has none. */
export function Poster(properties: {
  api: Api;
  templateId: string;
  alt: string;
  isVisible?: boolean;
}) {
  const { api, templateId, alt, isVisible = true } = properties;
  const [path, setPath] = useState<string | null>(null);
  useEffect(() => {
    if (!isVisible || path !== null) return;
    findPoster(api, templateId).then(setPath, () => undefined);
  }, [api, templateId, isVisible, path]);
  const url = useObjectUrl(api, path);
  return url === null ? null : <img src={url} alt={alt} decoding="async" />;
}
