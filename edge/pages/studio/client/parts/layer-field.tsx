import type { TemplateLayer } from "#contracts/template.ts";
import { useEffect, useMemo } from "preact/hooks";
import { formatBytes } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { isBareName } from "../api/templates.ts";
import { Field, Switch } from "./field.tsx";

/** What of a layer is to differ from the template; what is left out stays. */
export type LayerChange = {
  text?: string;
  color?: string;
  visible?: boolean;
  file?: File;
};

/**
 * The fields of one layer, by what can be changed in it.
 *
 * @param namesakes how many layers of the template bear its name. At the top of a template a name
 * alone means all of them.
 */
export function LayerField(properties: {
  layer: TemplateLayer;
  namesakes: number;
  change: LayerChange;
  onChange: (change: LayerChange) => void;
}) {
  const { layer, namesakes, change, onChange } = properties;
  const can = (type: TemplateLayer["customizations"][number]) =>
    layer.customizations.includes(type);
  const isChanged = Object.keys(change).length > 0;
  const meansAll = namesakes > 1 && isBareName(layer.path);
  const name = namesakes > 1 ? layer.path : layer.name || layer.path;
  return (
    <fieldset class="layer">
      <legend title={layer.path}>{name}</legend>
      {meansAll ? (
        <p class="hint">A change here changes all {namesakes} layers of this name.</p>
      ) : null}
      {can("text") ? (
        <Field label="Words">
          {(attributes) => (
            <textarea
              {...attributes}
              class="input words"
              rows={1}
              maxLength={5000}
              value={change.text ?? layer.text ?? ""}
              onInput={(event) => onChange({ ...change, text: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : null}
      {can("image") || can("video") ? (
        <FileField
          layer={layer}
          file={change.file}
          onChange={(file) => {
            const { file: _file, ...rest } = change;
            onChange(file ? { ...rest, file } : rest);
          }}
        />
      ) : null}
      <div class="layer-row">
        {can("color") ? (
          <label class="colour-field">
            <input
              class="input colour"
              type="color"
              value={(change.color ?? layer.color ?? "#000000").slice(0, 7)}
              onInput={(event) => onChange({ ...change, color: event.currentTarget.value })}
            />
            <span>Colour</span>
          </label>
        ) : null}
        {can("visible") ? (
          <Switch
            label="Shown"
            checked={change.visible ?? layer.visible}
            onChange={(visible) => onChange({ ...change, visible })}
          />
        ) : null}
        <span class="spacer" />
        <button
          type="button"
          class="icon-button"
          aria-label={`Reset ${name}`}
          title="As in the template"
          disabled={!isChanged}
          onClick={() => onChange({})}
        >
          <Icon name="undo" />
        </button>
      </div>
    </fieldset>
  );
}

function FileField(properties: {
  layer: TemplateLayer;
  file: File | undefined;
  onChange: (file: File | undefined) => void;
}) {
  const { layer, file, onChange } = properties;
  const isFilm = layer.kind === "video";
  const takesFilm = layer.customizations.includes("video");
  const takesPicture = layer.customizations.includes("image");
  const accept = [
    ...(takesPicture ? ["image/png", "image/jpeg", "image/webp", "image/gif"] : []),
    ...(takesFilm ? ["video/mp4"] : []),
  ];
  const other = isFilm ? takesPicture : takesFilm;
  const size = layer.width && layer.height ? `${layer.width} × ${layer.height}` : "";
  const kinds = other ? `or a ${isFilm ? "picture" : "film"}` : "";
  if (file) return <Chosen file={file} onRemove={() => onChange(undefined)} />;
  return (
    <Field
      label={isFilm ? "Film" : "Picture"}
      hint={[size, kinds].filter(Boolean).join(", ") || undefined}
    >
      {(attributes) => (
        <input
          {...attributes}
          class="input"
          type="file"
          accept={accept.join(",")}
          onChange={(event) => onChange(event.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
}

function Chosen({ file, onRemove }: { file: File; onRemove: () => void }) {
  const isPicture = file.type.startsWith("image/");
  const url = useMemo(() => (isPicture ? URL.createObjectURL(file) : null), [file, isPicture]);
  useEffect(() => () => (url === null ? undefined : URL.revokeObjectURL(url)), [url]);
  return (
    <div class="chosen">
      <span class="chosen-still">
        {url === null ? <Icon name="film" /> : <img src={url} alt="" />}
      </span>
      <span class="chosen-words">
        <b title={file.name}>{file.name}</b>
        <span class="soft small number">{formatBytes(file.size)}</span>
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove ${file.name}`}
        title="Remove"
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
