import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { formatBytes } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { useDropTarget } from "./use-drop-target.ts";

const TYPES = ["image/png", "image/jpeg", "image/webp"];
const MAXIMUM_BYTES = 20 * 1024 * 1024;

/** Takes up to `maximum` pictures: dropped, chosen or pasted by the file dialog's keyboard. */
export function ImageDrop(properties: {
  label: string;
  maximum: number;
  files: readonly File[];
  error?: string | undefined;
  onChange: (files: File[]) => void;
}) {
  const { label, maximum, files, onChange } = properties;
  const id = useId();
  const [refusal, setRefusal] = useState<string | null>(null);
  const error = refusal ?? properties.error;
  const take = (list: FileList | null | undefined) => {
    const added = [...(list ?? [])];
    if (added.length === 0) return;
    const bad = added.map(refuse).find((reason) => reason !== null) ?? null;
    setRefusal(bad);
    if (bad !== null) return;
    onChange((maximum === 1 ? added : [...files, ...added]).slice(0, maximum));
  };
  const isFull = files.length >= maximum;
  const target = useDropTarget(take);
  return (
    <div class="drop-field">
      <div class="drop-row">
        {files.map((file, index) => (
          <Preview
            key={`${file.name}-${file.lastModified}-${index}`}
            file={file}
            onRemove={() => onChange(files.filter((_, place) => place !== index))}
          />
        ))}
        <label class="drop" hidden={isFull} {...target}>
          <input
            class="visually-hidden"
            type="file"
            accept={TYPES.join(",")}
            multiple={maximum > 1}
            aria-label={maximum > 1 ? `${label}, up to ${maximum}` : label}
            aria-invalid={error ? "true" : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
          <Icon name="image" />
          <span>{label}</span>
        </label>
      </div>
      {error ? (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function Preview({ file, onRemove }: { file: File; onRemove: () => void }) {
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <figure class="drop-preview">
      <img src={url} alt={`${file.name}, ${formatBytes(file.size)}`} />
      <button type="button" onClick={onRemove} aria-label={`Remove ${file.name}`} title="Remove">
        <Icon name="close" />
      </button>
    </figure>
  );
}

function refuse(file: File): string | null {
  if (!TYPES.includes(file.type)) return `${file.name} is not a PNG, JPEG or WebP image.`;
  if (file.size > MAXIMUM_BYTES) return `${file.name} is over 20 MB.`;
  return null;
}
