// Moves through years, weeks and stages; the page follows at once.
import { useEffect, useState } from "preact/hooks";
import { live } from "./data";
import { at, moveTo } from "./route";
import { parse, spoken, stageName } from "./time";

interface Props {
  moments: string[];
  index: number;
  run: number;
}

export function Scrubber({ moments, index, run }: Props) {
  const [playing, play] = useState(false);
  const last = moments.length - 1;
  const now = parse(moments[index] ?? "");
  const go = (to: number) => moveTo(moments[Math.max(0, Math.min(last, to))] ?? "");
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const next = index + 1;
      if (next > last) play(false);
      else go(next);
    }, 400);
    return () => clearInterval(timer);
  });
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowLeft") go(event.shiftKey ? weekFrom(moments, index, -1) : index - 1);
      else if (event.key === "ArrowRight") go(event.shiftKey ? weekFrom(moments, index, 1) : index + 1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  });
  const years = [...new Set(moments.map((time) => parse(time).year))];
  const weeks = [...new Set(moments.filter((time) => parse(time).year === now.year).map((time) => parse(time).week))];
  const stages = moments.filter((time) => {
    const moment = parse(time);
    return moment.year === now.year && moment.week === now.week;
  });
  const first = (test: (time: string) => boolean) => go(moments.findIndex(test));
  const growing = live.value[run] && !live.value[run].finished && !!live.value[run].time;
  return (
    <section class="scrubber" aria-label="Time">
      <div class="buttons">
        <button type="button" onClick={() => go(weekFrom(moments, index, -1))} aria-label="A week back" title="A week back (Shift+←)">⟪</button>
        <button type="button" onClick={() => go(index - 1)} aria-label="A stage back" title="A stage back (←)">‹</button>
        <button type="button" onClick={() => play(!playing)} aria-pressed={playing} aria-label="Play">{playing ? "❚❚" : "▶"}</button>
        <button type="button" onClick={() => go(index + 1)} aria-label="A stage on" title="A stage on (→)">›</button>
        <button type="button" onClick={() => go(weekFrom(moments, index, 1))} aria-label="A week on" title="A week on (Shift+→)">⟫</button>
      </div>
      <div class="slide">
        <input
          type="range" min={0} max={last} value={index} aria-label="Moment" aria-valuetext={spoken(moments[index] ?? "")}
          onInput={(event) => go(Number(event.currentTarget.value))} id={`scrub-${run}`}
        />
        <div class="years" aria-hidden="true">
          {years.map((year) => (
            <span key={year} style={{ left: `${(moments.findIndex((time) => parse(time).year === year) / Math.max(1, last)) * 100}%` }}>{year}</span>
          ))}
        </div>
      </div>
      <div class="picks">
        <label>
          <span aria-hidden="true">Year</span>
          <select aria-label="Year" value={now.year} onChange={(event) => first((time) => parse(time).year === Number(event.currentTarget.value))}>
            {years.map((year) => <option key={year} value={year}>{year}</option>)}
          </select>
        </label>
        <label>
          <span aria-hidden="true">Week</span>
          <select aria-label="Week"
            value={now.week}
            onChange={(event) => first((time) => parse(time).year === now.year && parse(time).week === Number(event.currentTarget.value))}
          >
            {weeks.map((week) => <option key={week} value={week}>{week}</option>)}
          </select>
        </label>
        <label>
          <span aria-hidden="true">Stage</span>
          <select aria-label="Stage" value={moments[index]} onChange={(event) => moveTo(event.currentTarget.value)}>
            {stages.map((time) => <option key={time} value={time}>{stageName(parse(time))}</option>)}
          </select>
        </label>
        {growing && (
          <button type="button" class="follow" aria-pressed={at.value === ""} onClick={() => moveTo(at.value === "" ? (moments[index] ?? "") : "")}>
            ● Follow
          </button>
        )}
      </div>
    </section>
  );
}

function weekFrom(moments: string[], index: number, way: 1 | -1): number {
  const key = (time: string | undefined) => (time ?? "").slice(0, (time ?? "").indexOf("-W") + 4);
  const now = key(moments[index]);
  let at = index;
  while (at >= 0 && at < moments.length && key(moments[at]) === now) at += way;
  if (way < 0) {
    const before = key(moments[at]);
    while (at > 0 && key(moments[at - 1]) === before) at -= 1;
  }
  return at;
}
