// Curves over the whole run: of one person, or of a society beside the other runs shown.
import { useMemo } from "preact/hooks";
import { Chart, type Curve } from "./charts";
import { site, useSociety, type Society } from "./data";
import { gini, viewOf, type View } from "./model";
import { moveTo } from "./route";
import { indexAt, parse } from "./time";
import type { Value } from "./types";
import { useMoment, usePane } from "./ui";

const GROUPS: [string, Value[], number | undefined, number | undefined][] = [
  ["Vitality", ["vitality"], 0, 100], ["Fulfilment", ["mood", "social", "esteem", "material"], 0, 100],
  ["Money", ["deposit"], 0, undefined], ["Sum of skills", ["skills"], 0, undefined],
];

function yearMarks(moments: string[]): [number, string][] {
  const found: [number, string][] = [];
  let before = NaN;
  moments.forEach((time, at) => {
    const { year } = parse(time);
    if (year !== before) found.push([at, String(year)]);
    before = year;
  });
  return found;
}

export function Course({ who, only }: { who: number; only?: Value[] }) {
  const { society } = usePane();
  const moment = useMoment();
  const { moments } = society.about;
  const series = society.states.people[who];
  const marks = useMemo(() => yearMarks(moments), [moments]);
  if (!series || !series.at.length) return <p class="faint">No state is recorded.</p>;
  return (
    <div class="charts">
      {GROUPS.map(([title, names, low, high]) => {
        const wanted = only ? names.filter((name) => only.includes(name)) : names;
        if (!wanted.length) return null;
        const curves: Curve[] = wanted.map((name, colour) => ({
          name, colour, points: series.at.flatMap((at, n) => (series[name][n] === null ? [] : [[at, series[name][n] as number]])),
        }));
        return <Chart key={title} title={title} curves={curves} marks={marks} range={[0, moments.length - 1]} now={moment} low={low} high={high}
          onPick={(to) => moveTo(moments[Math.max(0, Math.min(moments.length - 1, to))] ?? "")} />;
      })}
    </div>
  );
}

interface Measure {
  title: string;
  digits: number;
  low?: number;
  high?: number;
  yearly?: boolean;
  of: (view: View, moment: number, year: number, week: number) => number | null;
}

const MEASURES: Measure[] = [
  { title: "Mood, mean", digits: 1, low: 0, high: 100, of: (view, at) => view.mean("mood", at) },
  { title: "Vitality, mean", digits: 1, low: 0, high: 100, of: (view, at) => view.mean("vitality", at) },
  { title: "Social fulfilment, mean", digits: 1, low: 0, high: 100, of: (view, at) => view.mean("social", at) },
  { title: "Material fulfilment, mean", digits: 1, low: 0, high: 100, of: (view, at) => view.mean("material", at) },
  { title: "Deposit, mean", digits: 0, low: 0, of: (view, at) => view.mean("deposit", at) },
  { title: "Deposit, Gini", digits: 2, low: 0, high: 1, of: (view, at) => gini(view.values("deposit", at)) },
  { title: "Pairs in contact, by week", digits: 0, low: 0, of: (view, _, year, week) => view.contactsIn(year, week) },
  { title: "Mutual friends per person", digits: 2, low: 0, yearly: true, of: (view, _, year) => (view.ratingYears().includes(year) ? view.friendsPerPerson(year) : null) },
];

/** The last moment of every week, and the calendar's number of the week. */
function weekEnds(society: Society): { at: number; time: string }[] {
  const found = new Map<string, { at: number; time: string }>();
  society.about.moments.forEach((time, at) => {
    const { year, week } = parse(time);
    if (week) found.set(`${year}/${week}`, { at, time });
  });
  return [...found.values()];
}

export function SocietyCourse() {
  const { society, run } = usePane();
  const others = (site.value?.runs ?? []).map((_, number) => number).filter((number) => number !== run);
  return <Overlay society={society} other={others[0]} />;
}

function Overlay({ society, other }: { society: Society; other?: number }) {
  const beside = useSociety(other);
  const shown = [society, ...(other !== undefined && beside.value ? [beside.value] : [])];
  return <Curves societies={shown} />;
}

const curves = new WeakMap<Society, Map<string, [number, string, number][]>>();

function pointsOf(society: Society, measure: Measure): [number, string, number][] {
  const known = curves.get(society) ?? new Map<string, [number, string, number][]>();
  curves.set(society, known);
  let found = known.get(measure.title);
  if (!found) {
    const view = viewOf(society);
    found = [];
    for (const { at, time } of weekEnds(society)) {
      const { year, week } = parse(time);
      if (measure.yearly && week < society.about.n_week) continue;
      const value = measure.of(view, at, year, week);
      if (value !== null) found.push([at, time, value]);
    }
    known.set(measure.title, found);
  }
  return found;
}

function Curves({ societies }: { societies: Society[] }) {
  const moment = useMoment();
  const base = societies[0]!;
  const { moments } = base.about;
  const marks = useMemo(() => yearMarks(moments), [moments]);
  return (
    <article>
      <h2>The course of the society</h2>
      {societies.length > 1 && (
        <p class="legend">{societies.map((one, colour) => <span class={`key c${colour}`}><bdi>{one.about.name}</bdi></span>)}</p>
      )}
      <div class="charts">
        {MEASURES.map((measure) => {
          const drawn: Curve[] = societies.map((society, colour) => ({
            name: society.about.name, colour, dashed: colour > 0,
            points: pointsOf(society, measure).map(([at, time, value]) => [society === base ? at : indexAt(moments, time), value]),
          }));
          return <Chart key={measure.title} {...measure} curves={drawn} marks={marks} range={[0, moments.length - 1]} now={moment}
            onPick={(to) => moveTo(moments[Math.max(0, Math.min(moments.length - 1, to))] ?? "")} />;
        })}
      </div>
      <Distribution societies={societies} />
    </article>
  );
}

/** How rewards are spread, year by year: least, quarters, most. */
function Distribution({ societies }: { societies: Society[] }) {
  return (
    <section>
      <h3>Life rewards by year</h3>
      <div class="scroll"><table class="figures">
        <thead><tr><th scope="col">Run</th><th scope="col">Year</th><th scope="col">Least</th><th scope="col">Lower quarter</th><th scope="col">Median</th><th scope="col">Upper quarter</th><th scope="col">Most</th></tr></thead>
        <tbody>
          {societies.flatMap((society) => {
            const view = viewOf(society);
            return view.rewardYears().map((year) => {
              const totals = society.rewards.rows.filter((row) => row.year === year && typeof row.total_score === "number").map((row) => row.total_score as number).sort((a, b) => a - b);
              const at = (share: number) => totals[Math.round(share * (totals.length - 1))];
              return <tr><td><bdi>{society.about.name}</bdi></td><th scope="row">{year}</th>{[0, 0.25, 0.5, 0.75, 1].map((share) => <td>{at(share)?.toFixed(2) ?? "–"}</td>)}</tr>;
            });
          })}
        </tbody>
      </table></div>
    </section>
  );
}

