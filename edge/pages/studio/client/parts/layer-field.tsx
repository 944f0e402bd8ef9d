import type { TemplateLayer } from "#contracts/template.ts";
import { Field, Switch } from "./field.tsx";

/** What of a layer is to differ from the template; what is left out stays. */
export type LayerChange = {
  text?: string;
  color?: string;
  visible?: boolean;
  file?: File;
};

/** The fields of one layer, by what can be changed in it. */
export function LayerField(properties: {
  layer: TemplateLayer;
  change: LayerChange;
  onChange: (change: LayerChange) => void;
}) {
  const { layer, change, onChange } = properties;
  const can = (type: TemplateLayer["customizations"][number]) =>
    layer.customizations.includes(type);
  const takesFile = can("image") || can("video");
  return (
    <fieldset class="layer">
      <legend title={layer.path}>{layer.name || layer.path}</legend>
      {can("text") ? (
        <Field label="Words">
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              maxLength={5000}
              value={change.text ?? layer.text ?? ""}
              onInput={(event) => onChange({ ...change, text: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : null}
      {takesFile ? (
        <Field
          label={can("image") ? "Picture" : "Film"}
          hint={layer.width && layer.height ? `${layer.width} × ${layer.height}` : undefined}
        >
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="file"
              accept={[can("image") && "image/*", can("video") && "video/mp4"]
                .filter(Boolean)
                .join(",")}
              onChange={(event) => {
                const { file: _file, ...rest } = change;
                const chosen = event.currentTarget.files?.[0];
                onChange(chosen ? { ...rest, file: chosen } : rest);
              }}
            />
          )}
        </Field>
      ) : null}
      {can("color") ? (
        <Field label="Colour">
          {(attributes) => (
            <input
              {...attributes}
              class="input colour"
              type="color"
              value={(change.color ?? layer.color ?? "#000000").slice(0, 7)}
              onInput={(event) => onChange({ ...change, color: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : null}
      {can("visible") ? (
        <Switch
          label="Shown"
          hint=""
          checked={change.visible ?? layer.visible}
          onChange={(visible) => onChange({ ...change, visible })}
        />
      ) : null}
    </fieldset>
  );
}
