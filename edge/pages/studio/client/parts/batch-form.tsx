import { useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/client/icon.tsx";
import type { FormContext } from "./form-context.ts";
import { SubmitRow } from "./submit-row.tsx";
import { useFocusOnError } from "./video-form.tsx";

const MAXIMUM_PROMPTS = 8;
/** What the world-model document makes of every prompt. */
const VIDEO_SECONDS = 5;

/** Up to eight videos at once, each on a GPU of its own while that many are free. */
export function BatchForm({ jobs, api, submission, onCreated }: FormContext) {
  const [prompts, setPrompts] = useState(["", ""]);
  const form = useRef<HTMLFormElement>(null);
  useFocusOnError(form.current, submission);
  const { account } = jobs;
  const filled = prompts.map((prompt) => prompt.trim()).filter((prompt) => prompt !== "");
  const tokensPerSecond = account?.limits.worldModelTokensPerSecond;
  const cost =
    tokensPerSecond === undefined
      ? null
      : filled.length * Math.ceil(tokensPerSecond * VIDEO_SECONDS);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (filled.length === 0) {
      const message = "Describe at least one video.";
      return submission.refuse({ kind: "field", field: "prompt", message });
    }
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { prompts: filled };
    const made = await submission.send(() =>
      api.json("/api/video/batch_inference", { method: "POST", body, headers }),
    );
    if (!made) return;
    setPrompts(["", ""]);
    onCreated();
  };
  const error = submission.errorOf("prompt");
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <p class="soft small">
        One video of {VIDEO_SECONDS} seconds for each prompt, 16:9 in 720p, rendered side by side.
        Paste several lines to fill several rows.
      </p>
      <ol class="prompt-rows">
        {prompts.map((prompt, index) => (
          // Rows have no identity but their place.
          <li key={index}>
            <span class="number soft">{index + 1}</span>
            <input
              class="input"
              type="text"
              aria-label={`Prompt ${index + 1}`}
              aria-invalid={error && index === 0 ? "true" : undefined}
              placeholder={index === 0 ? "A reef in the morning light" : "Another one"}
              value={prompt}
              maxLength={4000}
              onInput={(event) => {
                const { value } = event.currentTarget;
                setPrompts(prompts.map((old, place) => (place === index ? value : old)));
              }}
              onPaste={(event) => {
                const lines = (event.clipboardData?.getData("text") ?? "")
                  .split(/\r?\n/)
                  .filter((line) => line.trim() !== "");
                if (lines.length < 2) return;
                event.preventDefault();
                setPrompts(
                  [...prompts.slice(0, index), ...lines, ...prompts.slice(index + 1)]
                    .filter((line) => line !== "")
                    .slice(0, MAXIMUM_PROMPTS),
                );
              }}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={`Remove prompt ${index + 1}`}
              disabled={prompts.length === 1}
              onClick={() => setPrompts(prompts.filter((_, place) => place !== index))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      {error ? (
        <p class="field-error" role="alert">
          {error}
        </p>
      ) : null}
      <button
        type="button"
        class="button small quiet"
        disabled={prompts.length >= MAXIMUM_PROMPTS}
        onClick={() => setPrompts([...prompts, ""])}
      >
        <Icon name="plus" /> Add a prompt
      </button>
      <SubmitRow
        submission={submission}
        jobs={jobs}
        words={filled.length > 1 ? `Generate ${filled.length} videos` : "Generate video"}
        cost={cost}
      />
    </form>
  );
}
