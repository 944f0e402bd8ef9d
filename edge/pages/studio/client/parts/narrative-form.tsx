import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../api/request.ts";
import { Choices, Field, Switch } from "./field.tsx";
import type { FormContext } from "./form-context.ts";
import { SelectField } from "./select-field.tsx";
import { SubmitRow } from "./submit-row.tsx";
import { useFocusOnError } from "./video-form.tsx";

/** An entry of `GET /v1/video/models`. */
type CatalogueModel = {
  key: string;
  type: "image" | "video" | "speech" | "music";
  name: string;
  isExpressModel: boolean;
  speakers?: string[];
};

const ASPECT_RATIOS = ["16:9", "9:16", "1:1", "4:5"].map((value) => ({ value, words: value }));
const MODES = [
  { value: "narrative", words: "Script" },
  { value: "movie", words: "One prompt" },
];
const FIRST = {
  mode: "narrative",
  script: "",
  prompt: "",
  duration: "30",
  speaker: "",
  aspectRatio: "16:9",
  imageModel: "",
  videoModel: "",
  generative: true,
};

/** A narrated film from a script, or a film from one prompt: the narrative document. */
export function NarrativeForm({ api, jobs, submission, onCreated }: FormContext) {
  const [fields, setFields] = useState(FIRST);
  const [models, setModels] = useState<readonly CatalogueModel[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<typeof FIRST>) => setFields((old) => ({ ...old, ...part }));
  useFocusOnError(form.current, submission);
  useEffect(() => {
    api.json<{ models: CatalogueModel[] }>("/v1/video/models").then(
      ({ models: found }) => {
        setModels(found);
        change({
          imageModel: firstOf(found, "image"),
          videoModel: firstOf(found, "video"),
          speaker: speakersOf(found)[0] ?? "",
        });
      },
      (error: unknown) => setFailure(messageOf(error)),
    );
  }, [api]);

  const isScript = fields.mode === "narrative";
  const lines = fields.script.split(/\r?\n/).filter((line) => line.trim() !== "");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const problem = isScript ? problemOfScript(lines) : problemOfPrompt(fields.prompt);
    if (problem !== null) {
      return submission.refuse({ kind: "field", field: "prompt", message: problem });
    }
    const path = `/v1/video/${isScript ? "create_narrative" : "create_movie"}`;
    const body = { input: isScript ? scriptInput(fields, lines) : movieInput(fields) };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const made = await submission.send(() => api.json(path, { method: "POST", body, headers }));
    if (!made) return;
    change({ script: "", prompt: "" });
    onCreated();
  };
  if (failure !== null) {
    return (
      <div class="notice" data-kind="warm" role="status">
        <p>Films are not offered here: {failure}</p>
      </div>
    );
  }
  const usesVideoModel = !isScript || fields.generative;
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <Choices
        label="From"
        name="mode"
        value={fields.mode}
        choices={MODES}
        onChange={(mode) => change({ mode })}
      />
      {isScript ? (
        <Field
          label="Script"
          hint={`One scene a line, up to 20. ${lines.length} now.`}
          error={submission.errorOf("prompt")}
        >
          {(attributes) => (
            <textarea
              {...attributes}
              class="input"
              rows={7}
              placeholder={"A fox wakes in the snow.\nIt follows a trail to the frozen lake."}
              value={fields.script}
              onInput={(event) => change({ script: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : (
        <Field
          label="Prompt"
          hint={`${fields.prompt.length} of 500 characters`}
          error={submission.errorOf("prompt")}
        >
          {(attributes) => (
            <textarea
              {...attributes}
              class="input"
              rows={4}
              placeholder="A day in a harbour town, from the first light to the last boat"
              value={fields.prompt}
              onInput={(event) => change({ prompt: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <Choices
        label="Shape"
        name="narrativeAspectRatio"
        value={fields.aspectRatio}
        choices={ASPECT_RATIOS}
        error={submission.errorOf("aspectRatio")}
        onChange={(aspectRatio) => change({ aspectRatio })}
      />
      {isScript ? (
        <SelectField
          label="Voice"
          value={fields.speaker}
          choices={toChoices(speakersOf(models ?? []))}
          error={submission.errorOf("speaker")}
          onChange={(speaker) => change({ speaker })}
        />
      ) : (
        <Field label="Length in seconds" error={submission.errorOf("durationSeconds")}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="number"
              min={1}
              max={120}
              value={fields.duration}
              onInput={(event) => change({ duration: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {isScript ? (
        <Switch
          label="Moving pictures"
          hint="else stills with camera moves"
          checked={fields.generative}
          onChange={(generative) => change({ generative })}
        />
      ) : null}
      <div class="two">
        <SelectField
          label="Picture model"
          value={fields.imageModel}
          choices={toChoices(keysOf(models, "image"))}
          error={submission.errorOf("imageModel")}
          onChange={(imageModel) => change({ imageModel })}
        />
        {usesVideoModel ? (
          <SelectField
            label="Video model"
            value={fields.videoModel}
            choices={toChoices(keysOf(models, "video"))}
            error={submission.errorOf("videoModel")}
            onChange={(videoModel) => change({ videoModel })}
          />
        ) : null}
      </div>
      <SubmitRow
        submission={submission}
        jobs={jobs}
        words="Make the film"
        cost={null}
        disabled={models === null}
      />
    </form>
  );
}

type Fields = typeof FIRST;

function scriptInput(fields: Fields, lines: readonly string[]) {
  return {
    prompt_list: lines,
    ...(fields.speaker !== "" && { speaker: fields.speaker }),
    add_generative_video: fields.generative,
    image_model: fields.imageModel,
    ...(fields.generative && { video_model: fields.videoModel }),
    aspect_ratio: fields.aspectRatio,
  };
}

function movieInput(fields: Fields) {
  return {
    prompt: fields.prompt.trim(),
    aspect_ratio: fields.aspectRatio,
    image_model: fields.imageModel,
    video_model: fields.videoModel,
    duration: Number(fields.duration),
  };
}

function problemOfScript(lines: readonly string[]): string | null {
  if (lines.length === 0) return "Write at least one line.";
  return lines.length > 20 ? `A script has at most 20 lines, this one ${lines.length}.` : null;
}

function problemOfPrompt(prompt: string): string | null {
  if (prompt.trim() === "") return "Describe the film.";
  return prompt.length > 500 ? "The prompt may have at most 500 characters." : null;
}

const toChoices = (values: readonly string[]) => values.map((value) => ({ value, words: value }));

function speakersOf(models: readonly CatalogueModel[]): string[] {
  return [...new Set(models.flatMap(({ speakers }) => speakers ?? []))];
}

function keysOf(models: readonly CatalogueModel[] | null, type: CatalogueModel["type"]): string[] {
  return (models ?? []).filter((model) => model.type === type).map(({ key }) => key);
}

function firstOf(models: readonly CatalogueModel[], type: CatalogueModel["type"]): string {
  const ofType = models.filter((model) => model.type === type);
  return (ofType.find(({ isExpressModel }) => isExpressModel) ?? ofType[0])?.key ?? "";
}
