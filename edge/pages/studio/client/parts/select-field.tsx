import { Field } from "./field.tsx";

/** One of many, in a list that folds out. */
export function SelectField(properties: {
  label: string;
  value: string;
  choices: readonly { value: string; words: string }[];
  hint?: string | undefined;
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  const { label, value, choices, hint, error, onChange } = properties;
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <select
          {...attributes}
          class="input"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
