import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

type Choice = { value: string; words: string };

/** A labelled row of a form with the error that belongs to it. */
export function Field(properties: {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: (attributes: {
    id: string;
    "aria-invalid": "true" | undefined;
    "aria-describedby": string | undefined;
  }) => ComponentChildren;
}) {
  const id = useId();
  const { label, hint, error } = properties;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {properties.children({
        id,
        "aria-invalid": error ? "true" : undefined,
        "aria-describedby": described === "" ? undefined : described,
      })}
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** One of a few, side by side. */
export function Choices(properties: {
  label: string;
  name: string;
  value: string;
  choices: readonly Choice[];
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  const { label, name, value, choices, error, onChange } = properties;
  return (
    <fieldset class="field" aria-invalid={error ? "true" : undefined}>
      <legend>{label}</legend>
      <div class="segments">
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.words}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p class="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

export function Switch(properties: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const { label, hint, checked, onChange } = properties;
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label} {hint ? <small class="soft">{hint}</small> : null}
      </span>
    </label>
  );
}
