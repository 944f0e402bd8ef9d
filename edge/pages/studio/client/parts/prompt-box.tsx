import { useState } from "preact/hooks";
import { Icon } from "../../../shared/client/icon.tsx";
import { changePrompt, enhancePrompt, varyPrompt } from "../api/prompts.ts";
import { messageOf, type Api } from "../api/request.ts";
import { Field } from "./field.tsx";

const MAXIMUM_CHARACTERS = 4000;
const VARIATIONS = 3;

type Outcome = { done: readonly string[]; notes: readonly string[]; source: string };

/** The prompt, and beside it what writes it better: changes in plain words, detail, variations. */
export function PromptBox(properties: {
  api: Api;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  const { api, value, onChange, error } = properties;
  const [wish, setWish] = useState("");
  const [busy, setBusy] = useState(false);
  const [earlier, setEarlier] = useState<readonly string[]>([]);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [variations, setVariations] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const hasPrompt = value.trim() !== "";

  const replace = (next: string) => {
    setEarlier([...earlier, value]);
    onChange(next);
  };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    setVariations([]);
    setOutcome(null);
    await work().catch((thrown: unknown) => setFailure(messageOf(thrown)));
    setBusy(false);
  };
  const apply = () =>
    run(async () => {
      const { prompt, changes, notes, source } = await changePrompt(api, value, wish.trim());
      if (prompt !== value) replace(prompt);
      setOutcome({ done: changes, notes, source });
      setWish("");
    });
  const enhance = () =>
    run(async () => {
      const { enhanced_prompt: enhanced, source } = await enhancePrompt(api, value);
      replace(enhanced);
      setOutcome({ done: ["Detail was added."], notes: [], source });
    });
  const vary = () =>
    run(async () => setVariations((await varyPrompt(api, value, VARIATIONS)).prompts));
  const undo = () => {
    onChange(earlier.at(-1) ?? value);
    setEarlier(earlier.slice(0, -1));
    setOutcome(null);
  };
  return (
    <div class="prompt-box">
      <Field label="Prompt" error={error}>
        {(attributes) => (
          <textarea
            {...attributes}
            class="input"
            name="prompt"
            rows={4}
            maxLength={MAXIMUM_CHARACTERS}
            placeholder="A lighthouse at dusk, waves rolling in, slow aerial shot"
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="tune" aria-label="Tune the prompt" role="group">
        <div class="tune-row">
          <input
            class="input"
            type="text"
            aria-label="Change the prompt in plain words"
            placeholder="Change it: make it night, add fog …"
            value={wish}
            disabled={!hasPrompt}
            onInput={(event) => setWish(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              if (wish.trim() !== "" && !busy) void apply();
            }}
          />
          <button
            type="button"
            class="button small"
            disabled={busy || !hasPrompt || wish.trim() === ""}
            onClick={() => void apply()}
          >
            Apply
          </button>
        </div>
        <div class="tune-row">
          <button
            type="button"
            class="button small quiet"
            disabled={busy || !hasPrompt}
            onClick={() => void enhance()}
          >
            <Icon name="wand" /> Enhance
          </button>
          <button
            type="button"
            class="button small quiet"
            disabled={busy || !hasPrompt}
            onClick={() => void vary()}
          >
            <Icon name="layers" /> Variations
          </button>
          <button
            type="button"
            class="button small quiet"
            disabled={busy || earlier.length === 0}
            onClick={undo}
          >
            <Icon name="undo" /> Undo
          </button>
        </div>
        <div aria-live="polite" aria-busy={busy}>
          {failure === null ? null : <p class="field-error">{failure}</p>}
          {outcome === null ? null : <TuneOutcome outcome={outcome} />}
          {variations.length === 0 ? null : (
            <ul class="variations" aria-label="Variations">
              {variations.map((text) => (
                <li key={text}>
                  <button
                    type="button"
                    onClick={() => {
                      replace(text);
                      setVariations([]);
                    }}
                  >
                    {text}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </div>
  );
}

function TuneOutcome({ outcome }: { outcome: Outcome }) {
  const { done, notes, source } = outcome;
  return (
    <div class="tune-outcome">
      {done.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {notes.map((line) => (
        <p key={line} class="warm">
          {line}
        </p>
      ))}
      {done.length + notes.length === 0 ? <p>Nothing was changed.</p> : null}
      <p class="soft">By {source === "embedded" ? "the embedded tuner" : source}</p>
    </div>
  );
}
