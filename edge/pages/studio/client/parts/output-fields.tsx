import type { TemplateInspection } from "#contracts/template.ts";
import type { RenderRequest } from "../api/templates.ts";
import { Choices, Field } from "./field.tsx";
import { SelectField } from "./select-field.tsx";
import type { Submission } from "./use-submission.ts";

/** How the video is written; an empty text is the template's own. */
export type Output = {
  bitrate: string;
  codec: string;
  size: string;
  rate: string;
  from: string;
  to: string;
};

export const FIRST_OUTPUT: Output = {
  bitrate: "5000000",
  codec: "0",
  size: "",
  rate: "",
  from: "",
  to: "",
};

const BITRATES = [
  { value: "2500000", words: "Small" },
  { value: "5000000", words: "Good" },
  { value: "12000000", words: "Best" },
];
const CODECS = [
  { value: "0", words: "H.264" },
  { value: "1", words: "H.265" },
  { value: "2", words: "AV1" },
];
const SIZES = ["1920x1080", "1280x720", "1080x1920", "1080x1080"];
const RATES = ["24", "25", "30", "50", "60"];

/** Quality, codec, size, rate and part of a render. */
export function OutputFields(properties: {
  output: Output;
  template: TemplateInspection | null;
  submission: Submission;
  onChange: (part: Partial<Output>) => void;
}) {
  const { output, template, submission, onChange } = properties;
  const framesError = submission.errorOf("frames");
  const last = template?.frameCount;
  const own = template
    ? { size: ` (${template.width} × ${template.height})`, rate: ` (${template.framesPerSecond})` }
    : { size: "", rate: "" };
  return (
    <>
      <Choices
        label="Quality"
        name="bitrate"
        value={output.bitrate}
        choices={BITRATES}
        onChange={(bitrate) => onChange({ bitrate })}
      />
      <details class="more-layers" open={Boolean(framesError ?? submission.errorOf("output"))}>
        <summary>Size, rate, codec and part</summary>
        <SelectField
          label="Size"
          value={output.size}
          choices={[
            { value: "", words: `The template's own${own.size}` },
            ...SIZES.map((value) => ({ value, words: value.replace("x", " × ") })),
          ]}
          hint="In another shape it stands centred between black bars."
          error={submission.errorOf("output")}
          onChange={(size) => onChange({ size })}
        />
        <SelectField
          label="Frames a second"
          value={output.rate}
          choices={[
            { value: "", words: `The template's own${own.rate}` },
            ...RATES.map((value) => ({ value, words: value })),
          ]}
          onChange={(rate) => onChange({ rate })}
        />
        <Choices
          label="Codec"
          name="codec"
          value={output.codec}
          choices={CODECS}
          onChange={(codec) => onChange({ codec })}
        />
        <div class="two">
          <FrameField
            label="From frame"
            value={output.from}
            placeholder="0"
            onChange={(from) => onChange({ from })}
          />
          <FrameField
            label="Up to frame"
            value={output.to}
            placeholder={last === undefined ? "the last" : String(last)}
            maximum={last}
            error={framesError}
            onChange={(to) => onChange({ to })}
          />
        </div>
      </details>
    </>
  );
}

function FrameField(properties: {
  label: string;
  value: string;
  placeholder: string;
  maximum?: number | undefined;
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  const { label, value, placeholder, maximum, error, onChange } = properties;
  return (
    <Field label={label} error={error}>
      {(attributes) => (
        <input
          {...attributes}
          class="input number"
          type="number"
          inputMode="numeric"
          min={0}
          max={maximum}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** The part of the request that these fields are. */
export function toRenderSettings(
  output: Output,
  template: TemplateInspection | null,
): Pick<RenderRequest, "encoderConfig" | "jobInfo"> {
  const [width, height] = output.size.split("x").map(Number);
  const isPart = output.from !== "" || output.to !== "";
  const end = output.to === "" ? template?.frameCount : Number(output.to);
  return {
    encoderConfig: {
      bitrate: Number(output.bitrate),
      codec: Number(output.codec),
      ...(width && height && { res: [width, height] as const }),
      ...(output.rate !== "" && { fpsNum: Number(output.rate) }),
    },
    ...(isPart &&
      end !== undefined && { jobInfo: { fStart: Number(output.from || "0"), fEnd: end } }),
  };
}
