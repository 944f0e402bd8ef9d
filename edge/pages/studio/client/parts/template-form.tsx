import type { TemplateInspection, TemplateLayer } from "#contracts/template.ts";
import { useRef, useState } from "preact/hooks";
import { formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { renderTemplate } from "../api/templates.ts";
import { Field } from "./field.tsx";
import type { FormContext } from "./form-context.ts";
import { LayerField, type LayerChange } from "./layer-field.tsx";
import { FIRST_OUTPUT, OutputFields, toRenderSettings } from "./output-fields.tsx";
import { Poster } from "./poster.tsx";
import { SoundField } from "./sound-field.tsx";
import { SubmitRow } from "./submit-row.tsx";
import { toCustomizations } from "./to-customizations.ts";
import { useFocusOnError } from "./video-form.tsx";

/** Fields of more layers than this would be slow to draw; the API takes all of them. */
const MAXIMUM_SHOWN_LAYERS = 200;

/** A template's layers to change, its sound and its output, and the render of it. */
export function TemplateForm(
  properties: FormContext & {
    template: { id: string; name: string };
    inspection: TemplateInspection | null;
    onBack: () => void;
  },
) {
  const { api, jobs, submission, onCreated, template, inspection, onBack } = properties;
  const [name, setName] = useState(template.name);
  const [audioId, setAudioId] = useState("");
  const [output, setOutput] = useState(FIRST_OUTPUT);
  const [changes, setChanges] = useState<Readonly<Record<string, LayerChange>>>({});
  const form = useRef<HTMLFormElement>(null);
  useFocusOnError(form.current, submission);
  const layers = (inspection?.layers ?? []).filter(
    ({ customizations }) => customizations.length > 0,
  );
  const [main, others] = split(layers.slice(0, MAXIMUM_SHOWN_LAYERS));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      return submission.refuse({ kind: "field", field: "name", message: "Give it a name." });
    }
    const made = await submission.send(async () =>
      renderTemplate(api, {
        templateId: template.id,
        name: name.trim(),
        ...(audioId !== "" && { audioId }),
        ...toRenderSettings(output, inspection),
        customizationMap: await toCustomizations(api, layers, changes),
      }),
    );
    if (made) onCreated();
  };
  const fields = (list: readonly TemplateLayer[]) =>
    list.map((layer) => (
      <LayerField
        key={layer.path}
        layer={layer}
        namesakes={layers.filter((other) => other.name === layer.name).length}
        change={changes[layer.path] ?? {}}
        onChange={(change) => setChanges((old) => ({ ...old, [layer.path]: change }))}
      />
    ));
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <button type="button" class="button small quiet back" onClick={onBack}>
        <Icon name="back" /> All templates
      </button>
      {inspection ? (
        <div class="template-head">
          <div class="poster" style={{ aspectRatio: `${inspection.width} / ${inspection.height}` }}>
            <Poster api={api} templateId={template.id} alt={`A frame of ${template.name}`} />
          </div>
          <p class="soft small number">
            {inspection.width} × {inspection.height}, {formatDuration(inspection.durationSeconds)},{" "}
            {inspection.framesPerSecond} frames a second
          </p>
        </div>
      ) : (
        <p class="notice" data-kind="warm">
          Its layers are not known; it can be rendered as it is.
        </p>
      )}
      {(inspection?.warnings ?? []).map((warning) => (
        <p key={warning.code + warning.message} class="small warm wrap">
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
      {layers.length > MAXIMUM_SHOWN_LAYERS ? (
        <p class="soft small">
          {layers.length - MAXIMUM_SHOWN_LAYERS} more layers can be changed through the API.
        </p>
      ) : null}
      <SoundField
        api={api}
        value={audioId}
        error={submission.errorOf("sound")}
        onChange={setAudioId}
      />
      <OutputFields
        output={output}
        template={inspection}
        submission={submission}
        onChange={(part) => setOutput({ ...output, ...part })}
      />
      <SubmitRow
        submission={submission}
        jobs={jobs}
        words="Render"
        cost={null}
        note={describeBudget(jobs.account?.balances.milliseconds)}
      />
    </form>
  );
}

/** Words and pictures come first; layers that can only be hidden, after them. */
function split(layers: readonly TemplateLayer[]): [TemplateLayer[], TemplateLayer[]] {
  const isMain = ({ customizations }: TemplateLayer) =>
    customizations.some((type) => type !== "visible");
  return [layers.filter(isMain), layers.filter((layer) => !isMain(layer))];
}

function describeBudget(milliseconds: number | undefined): string {
  return milliseconds === undefined
    ? "\u00a0"
    : `${formatDuration(milliseconds / 1000)} of render time left`;
}
