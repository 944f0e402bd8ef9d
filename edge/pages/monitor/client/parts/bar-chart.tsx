import type { ComponentChildren } from "preact";

export type Series = { name: string; tone: "good" | "bad" | "accent"; values: readonly number[] };

const WIDTH = 600;
const HEIGHT = 120;

/** Stacked bars over the last hour, a bar a minute; the sentence below says the same. */
export function BarChart(properties: {
  title: string;
  series: readonly Series[];
  /** How a value is said, for example `3 jobs`. */
  say: (value: number) => string;
  empty: string;
  children: ComponentChildren;
}) {
  const { title, series, say, empty, children } = properties;
  const length = series[0]?.values.length ?? 0;
  const totals = Array.from({ length }, (_, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const highest = Math.max(...totals, 0);
  const step = WIDTH / Math.max(1, length);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="small soft number">{highest === 0 ? empty : children}</p>
      </figcaption>
      <div class="plot">
        <span class="axis number" aria-hidden="true">
          {highest === 0 ? "" : say(highest)}
        </span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {totals.map((total, index) => {
            let top = HEIGHT;
            return (
              <g key={index}>
                {series.map(({ name, tone, values }) => {
                  const height = highest === 0 ? 0 : ((values[index] ?? 0) / highest) * HEIGHT;
                  top -= height;
                  return height === 0 ? null : (
                    <rect
                      key={name}
                      class={tone}
                      x={index * step + step * 0.14}
                      y={top}
                      width={step * 0.72}
                      height={height}
                    />
                  );
                })}
                <title>{`${length - 1 - index} min ago: ${say(total)}`}</title>
              </g>
            );
          })}
        </svg>
        <div class="times" aria-hidden="true">
          <span>1 h ago</span>
          <span>30 min</span>
          <span>now</span>
        </div>
      </div>
    </figure>
  );
}
