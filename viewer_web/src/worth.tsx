// What a year was worth to somebody, and what contributed to it.
import { Swing } from "./charts";
import { viewOf, type View } from "./model";
import { parse, yearsEnd } from "./time";
import type { Reward } from "./types";
import { nameOf, number, object, Prompted, shown, signed, usePane, useTime, Who } from "./ui";

const PARTS: [string, (reward: Reward) => number | null][] = [
  ["social", (one) => number(object(one.social).combined_score) ?? number(object(one.social).score)],
  ["subjective", (one) => number(object(one.subjective).score)],
  ["economy", (one) => number(object(one.economy).score)],
];

/** z = (x − mean) / sd over the society (population; 1 where it is 0). */
function z(view: View, year: number, read: (reward: Reward) => number | null, value: number | null): number | null {
  if (value === null) return null;
  const values: number[] = [];
  for (let who = 0; who < view.n; who++) {
    const reward = view.reward(who, year);
    const one = reward && read(reward);
    if (one !== null && one !== undefined) values.push(one);
  }
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
  return (value - mean) / (Math.sqrt(variance) || 1);
}

export function Worth({ who }: { who: number }) {
  const { society } = usePane();
  const view = viewOf(society);
  const years = view.rewardYears().filter((year) => view.reward(who, year));
  const now = parse(useTime()).year;
  const shownYear = years.filter((year) => year <= now).at(-1) ?? years.at(-1);
  if (shownYear === undefined) return <p class="faint">The first life reward comes at the end of the first year.</p>;
  const weights = society.rewards.weights;
  return (
    <div>
      <div class="scroll">
        <table class="figures">
          <caption>Life reward by year: each part's weight times its z-score in the society</caption>
          <thead>
            <tr><th scope="col">Year</th><th scope="col">Total</th>{PARTS.map(([title], at) => <th scope="col" colSpan={2}>{title} × {weights[at]}</th>)}<th scope="col">Penalties</th><th scope="col">Advantage</th><td /></tr>
          </thead>
          <tbody>
            {years.map((year) => {
              const reward = view.reward(who, year)!;
              return (
                <tr key={year} class={year === shownYear ? "current" : ""}>
                  <th scope="row">{year}</th>
                  <td><b>{signed(number(reward.total_score), 2)}</b></td>
                  {PARTS.map(([title, read], at) => {
                    const score = z(view, year, read, read(reward));
                    const share = score === null ? null : score * (weights[at] ?? 0);
                    return [<td>{signed(share, 2)}</td>, <td>{share !== null && <Swing value={share} most={1.2} label={title} />}<span class="faint">{shown(read(reward), 3)}</span></td>];
                  })}
                  <td>{shown(number(object(reward.subjective).n_penalties))}</td>
                  <td>{signed(reward.advantage, 3)}</td>
                  <td><Prompted who={who} time={yearsEnd(society.about.moments, year)} label={`Prompt at the end of ${year}`} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Opinions who={who} year={shownYear} />
    </div>
  );
}

function Opinions({ who, year }: { who: number; year: number }) {
  const { society } = usePane();
  const view = viewOf(society);
  const all = view.opinions(who, year);
  const others = [...new Set(all.map((one) => (one.by === who ? one.of : one.by)))];
  const rows = others.map((other) => ({
    other,
    by: all.find((one) => one.by === other),
    of: all.find((one) => one.of === other),
  })).sort((a, b) => (b.by?.affection ?? -1) + (b.by?.respect ?? -1) - (a.by?.affection ?? -1) - (a.by?.respect ?? -1));
  if (!rows.length) return null;
  const least = society.rewards.like;
  const end = yearsEnd(society.about.moments, year);
  const cell = (value: number | null | undefined) => <td class={(value ?? 0) >= least ? "plus" : ""}>{shown(value)}</td>;
  return (
    <section>
      <h3>What people thought at the end of {year}</h3>
      <div class="scroll">
        <table class="figures">
          <caption>Ratings from 0 to 100; {least} and more is liking or respect</caption>
          <thead>
            <tr><td /><th scope="colgroup" colSpan={2}>of <bdi>{nameOf(society, who)}</bdi></th><th scope="colgroup" colSpan={2}>by <bdi>{nameOf(society, who)}</bdi></th><td /></tr>
            <tr><th scope="col">Person</th><th scope="col">affection</th><th scope="col">respect</th><th scope="col">affection</th><th scope="col">respect</th><td /></tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.other}>
                <th scope="row"><Who who={row.other} /></th>
                {cell(row.by?.affection)}{cell(row.by?.respect)}{cell(row.of?.affection)}{cell(row.of?.respect)}
                <td>{row.by && <Prompted who={row.other} time={end} label={`Prompt: ${nameOf(society, row.other)} rates`} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
