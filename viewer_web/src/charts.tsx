// Lines over a run's moments, with the moment looked at marked.
import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { shown } from "./ui";

const WIDTH = 640;
const LEFT = 44;
const BOTTOM = 20;

export interface Curve {
  name: string;
  points: [number, number][];
  /** Which of the palette's colours. */
  colour: number;
  dashed?: boolean;
}

interface ChartProps {
  title: string;
  curves: Curve[];
  /** Places of marks below, with their words. */
  marks: [number, string][];
  range: [number, number];
  now?: number | null;
  low?: number;
  high?: number;
  height?: number;
  digits?: number;
  onPick?: (x: number) => void;
}

export function Chart({ title, curves, marks, range, now, low, high, height = 150, digits = 0, onPick }: ChartProps) {
  const values = curves.flatMap((curve) => curve.points.map((point) => point[1]));
  const least = low ?? Math.min(...values, 0);
  const most = high ?? Math.max(...values, least + 1);
  const x = scaleLinear([range[0], Math.max(range[1], range[0] + 1)], [LEFT, WIDTH - 8]);
  const y = scaleLinear([least, most], [height - BOTTOM, 8]).nice(4);
  const path = line<[number, number]>().x((point) => x(point[0])).y((point) => y(point[1])).curve(curveStepAfter);
  const told = curves.map((curve) => `${curve.name} ${shown(atOrBefore(curve.points, now), digits)}`).join(", ");
  const step = Math.ceil(marks.length / 11);
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    onPick?.(Math.round(x.invert(((event.clientX - box.left) / box.width) * WIDTH)));
  };
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        <span class="legend">
          {curves.map((curve) => (
            <span class={`key c${curve.colour}`}>
              {curves.length > 1 && <bdi>{curve.name} </bdi>}
              <b>{shown(atOrBefore(curve.points, now), digits)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={`${title}: ${told}`} onClick={onPick && pick} class={onPick ? "pickable" : ""}>
        {y.ticks(3).map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(tick)} y2={y(tick)} />
            <text class="tick" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">{shown(tick, 2)}</text>
          </g>
        ))}
        {marks.map(([place, words], number) => number % step === 0 && (
          <text class="tick" key={place} x={x(place)} y={height - 4} text-anchor="start">{words}</text>
        ))}
        {curves.map((curve) => (
          <path key={curve.name} class={`curve c${curve.colour}${curve.dashed ? " dashed" : ""}`} d={path(curve.points) ?? ""} />
        ))}
        {now !== null && now !== undefined && <line class="now" x1={x(now)} x2={x(now)} y1={6} y2={height - BOTTOM} />}
      </svg>
    </figure>
  );
}

function atOrBefore(points: [number, number][], now: number | null | undefined): number | null {
  let found: number | null = null;
  for (const [place, value] of points) {
    if (now !== null && now !== undefined && place > now) break;
    found = value;
  }
  return found;
}

/** One value against what it can be, with words for those who do not see it. */
export function Bar({ value, low = 0, high = 100, label, tone = "c0" }: { value: number | null; low?: number; high?: number; label: string; tone?: string }) {
  const share = value === null ? 0 : Math.max(0, Math.min(1, (value - low) / (high - low)));
  return (
    <span class="bar" role="img" aria-label={`${label}: ${shown(value, 1)}`}>
      <span class={`fill ${tone}`} style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** A contribution to the left or right of nothing. */
export function Swing({ value, most, label }: { value: number; most: number; label: string }) {
  const share = Math.min(1, Math.abs(value) / (most || 1)) * 50;
  const side = value < 0 ? { left: `${50 - share}%`, width: `${share}%` } : { left: "50%", width: `${share}%` };
  return (
    <span class="swing" role="img" aria-label={`${label}: ${shown(value, 2)}`}>
      <span class={value < 0 ? "fill down" : "fill up"} style={side} />
    </span>
  );
}
