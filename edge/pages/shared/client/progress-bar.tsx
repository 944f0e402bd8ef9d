/** How far something is, in percent; keeps its place in the layout when it is hidden. */
export function ProgressBar(properties: {
  percent: number;
  label: string;
  state?: string | undefined;
  hidden?: boolean;
}) {
  const percent = Math.min(100, Math.max(0, properties.percent));
  return (
    <div
      class="progress"
      data-state={properties.state}
      data-hidden={properties.hidden ? "" : undefined}
      role="progressbar"
      aria-label={properties.label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-hidden={properties.hidden ? "true" : undefined}
    >
      <span style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
