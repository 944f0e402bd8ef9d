import type { TemplateInspection, TemplateLayer } from "#contracts/template.ts";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { renderTemplate, uploadAsset, type Customization } from "../api/templates.ts";
import { Field } from "./field.tsx";
import type { FormContext } from "./form-context.ts";
import { LayerField, type LayerChange } from "./layer-field.tsx";
import { SubmitRow } from "./submit-row.tsx";

const BITRATES = [
  { value: 2_500_000, words: "Small" },
  { value: 5_000_000, words: "Good" },
  { value: 12_000_000, words: "Best" },
];

/** A template's layers to change, and the render of it. */
export function TemplateForm(
  properties: FormContext & {
    template: { id: string; name: string };
    found: { inspection: TemplateInspection; poster: Blob | null } | null;
    onBack: () => void;
  },
) {
  const { api, jobs, submission, onCreated, template, found, onBack } = properties;
  const [name, setName] = useState(template.name);
  const [bitrate, setBitrate] = useState(5_000_000);
  const [changes, setChanges] = useState<Readonly<Record<string, LayerChange>>>({});
  const form = useRef<HTMLFormElement>(null);
  const layers = (found?.inspection.layers ?? []).filter(
    ({ customizations }) => customizations.length > 0,
  );
  const [main, others] = split(layers);
  const set = (path: string) => (change: LayerChange) =>
    setChanges((old) => ({ ...old, [path]: change }));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      return submission.refuse({ kind: "field", field: "name", message: "Give it a name." });
    }
    const made = await submission.send(async () => {
      const entries = Object.entries(changes);
      const made = await Promise.all(
        entries.map(([layer, change]) =>
          toCustomizations(layer, change, (file) => uploadAsset(api, file)),
        ),
      );
      const request = { templateId: template.id, name: name.trim(), bitrate };
      await renderTemplate(api, { ...request, customizationMap: made.flat() });
    });
    if (made) onCreated();
  };
  const fields = (list: readonly TemplateLayer[]) =>
    list.map((layer) => (
      <LayerField
        key={layer.path}
        layer={layer}
        change={changes[layer.path] ?? {}}
        onChange={set(layer.path)}
      />
    ));
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <button type="button" class="button small quiet back" onClick={onBack}>
        <Icon name="undo" /> All templates
      </button>
      <Poster blob={found?.poster ?? null} name={template.name} />
      {found ? (
        <p class="soft small number">
          {found.inspection.width} × {found.inspection.height},{" "}
          {formatDuration(found.inspection.durationSeconds)}, {found.inspection.framesPerSecond}{" "}
          frames a second
        </p>
      ) : (
        <p class="notice" data-kind="warm">
          Its layers are not known; it can be rendered as it is.
        </p>
      )}
      {(found?.inspection.warnings ?? []).map((warning) => (
        <p key={warning.code + warning.message} class="small warm">
          {warning.message}
        </p>
      ))}
      <Field label="Name of the video" error={submission.errorOf("name")}>
        {(attributes) => (
          <input
            {...attributes}
            class="input"
            maxLength={255}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      {fields(main)}
      {others.length === 0 ? null : (
        <details class="more-layers">
          <summary>Other layers ({others.length})</summary>
          {fields(others)}
        </details>
      )}
      <fieldset class="field">
        <legend>Quality</legend>
        <div class="segments">
          {BITRATES.map(({ value, words }) => (
            <label key={value}>
              <input
                type="radio"
                name="bitrate"
                checked={bitrate === value}
                onChange={() => setBitrate(value)}
              />
              <span>{words}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <SubmitRow submission={submission} jobs={jobs} words="Render" cost={null} />
    </form>
  );
}

function Poster({ blob, name }: { blob: Blob | null; name: string }) {
  const url = useMemo(() => (blob ? URL.createObjectURL(blob) : null), [blob]);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  return url ? <img class="poster" src={url} alt={`A frame of ${name}`} /> : null;
}

/** Words and pictures come first; layers that can only be hidden, after them. */
function split(layers: readonly TemplateLayer[]): [TemplateLayer[], TemplateLayer[]] {
  const isMain = ({ customizations }: TemplateLayer) =>
    customizations.some((type) => type !== "visible");
  return [layers.filter(isMain), layers.filter((layer) => !isMain(layer))];
}

async function toCustomizations(
  layer: string,
  { text, color, visible, file }: LayerChange,
  upload: (file: File) => Promise<string>,
): Promise<Customization[]> {
  const made: Customization[] = [];
  if (text !== undefined) made.push({ layer, type: "text", value: text });
  if (color !== undefined) made.push({ layer, type: "color", value: color });
  if (visible !== undefined) made.push({ layer, type: "visible", value: visible });
  if (file) {
    const type = file.type.startsWith("video/") ? "video" : "image";
    made.push({ layer, type, assetId: await upload(file) });
  }
  return made;
}
