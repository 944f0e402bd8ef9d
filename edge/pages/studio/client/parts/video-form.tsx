import { useEffect, useRef, useState } from "preact/hooks";
import { Choices, Field, Switch } from "./field.tsx";
import type { FormContext } from "./form-context.ts";
import { ImageDrop } from "./image-drop.tsx";
import { PromptBox } from "./prompt-box.tsx";
import { SubmitRow } from "./submit-row.tsx";
import type { Submission } from "./use-submission.ts";

const MODELS = [{ value: "veo-3.1-fast-generate-preview", words: "Veo 3.1 Fast (Preview)" }];
const RESOLUTIONS = [
  { value: "720p", words: "720p" },
  { value: "1080p", words: "1080p" },
];
const ASPECT_RATIOS = [
  { value: "16:9", words: "16:9 Landscape" },
  { value: "9:16", words: "9:16 Portrait" },
];
const DURATIONS = ["4", "6", "8"].map((value) => ({ value, words: `${value} s` }));
const EMPTY = { prompt: "", initialImage: [], endFrame: [], referenceImages: [] };
const FIRST = {
  ...EMPTY,
  model: MODELS[0]?.value ?? "",
  resolution: "720p",
  aspectRatio: "16:9",
  durationSeconds: "8",
  generateAudio: false,
  mockMode: false,
};
type Fields = Omit<typeof FIRST, keyof typeof EMPTY> & {
  prompt: string;
  initialImage: File[];
  endFrame: File[];
  referenceImages: File[];
};

/** One video from a prompt or a picture: the form of the video-jobs document. */
export function VideoForm({ api, jobs, submission, onCreated }: FormContext) {
  const [fields, setFields] = useState<Fields>(FIRST);
  const [made, setMade] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  const { account } = jobs;
  useFocusOnError(form.current, submission);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (fields.prompt.trim() === "" && fields.initialImage.length === 0) {
      submission.refuse({
        kind: "field",
        field: "prompt",
        message: "Describe the video, or add a first frame.",
      });
      return;
    }
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = toForm(fields);
    const isMade = await submission.send(() =>
      api.json("/api/v1/video-jobs", { method: "POST", body, headers }),
    );
    if (!isMade) return;
    change(EMPTY);
    setMade((count) => count + 1);
    onCreated();
  };
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <PromptBox
        key={made}
        api={api}
        value={fields.prompt}
        onChange={(prompt) => change({ prompt })}
        error={submission.errorOf("prompt")}
      />
      <div class="field">
        <p class="label" id="images-label">
          Pictures <span class="soft">optional; PNG, JPEG or WebP, drop them here</span>
        </p>
        <div class="drops" role="group" aria-labelledby="images-label">
          <ImageDrop
            label="First frame"
            maximum={1}
            files={fields.initialImage}
            error={submission.errorOf("initialImage")}
            onChange={(initialImage) => change({ initialImage })}
          />
          <ImageDrop
            label="Last frame"
            maximum={1}
            files={fields.endFrame}
            error={submission.errorOf("endFrame")}
            onChange={(endFrame) => change({ endFrame })}
          />
          <ImageDrop
            label="References"
            maximum={3}
            files={fields.referenceImages}
            error={submission.errorOf("referenceImages")}
            onChange={(referenceImages) => change({ referenceImages })}
          />
        </div>
      </div>
      <Field label="Model" error={submission.errorOf("model")}>
        {(attributes) => (
          <select
            {...attributes}
            class="input"
            name="model"
            value={fields.model}
            onChange={(event) => change({ model: event.currentTarget.value })}
          >
            {MODELS.map(({ value, words }) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Choices
        label="Shape"
        name="aspectRatio"
        value={fields.aspectRatio}
        choices={ASPECT_RATIOS}
        error={submission.errorOf("aspectRatio")}
        onChange={(aspectRatio) => change({ aspectRatio })}
      />
      <div class="two">
        <Choices
          label="Resolution"
          name="resolution"
          value={fields.resolution}
          choices={RESOLUTIONS}
          error={submission.errorOf("resolution")}
          onChange={(resolution) => change({ resolution })}
        />
        <Choices
          label="Length"
          name="durationSeconds"
          value={fields.durationSeconds}
          choices={DURATIONS}
          error={submission.errorOf("durationSeconds")}
          onChange={(durationSeconds) => change({ durationSeconds })}
        />
      </div>
      <Switch
        label="Sound"
        hint="that fits the scene"
        checked={fields.generateAudio}
        onChange={(generateAudio) => change({ generateAudio })}
      />
      <Switch
        label="Test mode"
        hint="embedded model, no provider call; costs the same"
        checked={fields.mockMode}
        onChange={(mockMode) => change({ mockMode })}
      />
      <SubmitRow
        submission={submission}
        jobs={jobs}
        words="Generate video"
        cost={account?.limits.videoJobTokens ?? null}
      />
    </form>
  );
}

/** The field at fault is where the reader goes on. */
export function useFocusOnError(form: HTMLFormElement | null, { refusal }: Submission): void {
  useEffect(() => {
    if (refusal?.kind !== "field") return;
    const invalid = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const target = invalid?.matches("fieldset") ? invalid.querySelector("input") : invalid;
    // Below lies what sends the form: only scrolled to by focus, the field would be behind it.
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "center" });
  }, [form, refusal]);
}

function toForm(fields: Fields): FormData {
  const form = new FormData();
  const { initialImage, endFrame, referenceImages, ...texts } = fields;
  for (const [name, value] of Object.entries(texts)) {
    if (value !== "") form.append(name, String(value));
  }
  for (const file of initialImage) form.append("initialImage", file);
  for (const file of endFrame) form.append("endFrame", file);
  for (const file of referenceImages) form.append("referenceImages", file);
  return form;
}
