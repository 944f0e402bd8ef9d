/** A description in which `words in backticks` are code. */
export function Prose({ text }: { text: string | undefined }) {
  const parts = (text ?? "").split("`");
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
