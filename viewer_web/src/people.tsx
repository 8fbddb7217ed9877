// Everybody in a table that can be sorted.
import { useState } from "preact/hooks";
import { Bar } from "./charts";
import { viewOf } from "./model";
import { parse } from "./time";
import { VALUES, type Value } from "./types";
import { number, shown, signed, useMoment, usePane, useTime, Who } from "./ui";

type Key = Value | "name" | "reward";

export function People() {
  const { society } = usePane();
  const view = viewOf(society);
  const moment = useMoment();
  const { year } = parse(useTime());
  const [sort, setSort] = useState<Key>("name");
  const [filter, setFilter] = useState("");
  const rewarded = view.rewardYears().filter((one) => one <= year).at(-1);
  const rows = society.about.people
    .map((person, who) => ({
      person, who,
      values: Object.fromEntries(VALUES.map((name) => [name, view.value(who, name, moment)])) as Record<Value, number | null>,
      reward: rewarded === undefined ? null : number(view.reward(who, rewarded)?.total_score),
    }))
    .filter((row) => row.person.name.toLocaleLowerCase().includes(filter.toLocaleLowerCase()));
  const of = (row: (typeof rows)[number]) => (sort === "reward" ? row.reward : sort === "name" ? null : row.values[sort]);
  rows.sort((a, b) => (sort === "name" ? a.person.name.localeCompare(b.person.name) : (of(b) ?? -1e9) - (of(a) ?? -1e9)));
  const head = (key: Key, title: string) => (
    <th scope="col" aria-sort={sort === key ? (key === "name" ? "ascending" : "descending") : "none"}>
      <button type="button" onClick={() => setSort(key)}>{title}{sort === key ? (key === "name" ? " ▲" : " ▼") : ""}</button>
    </th>
  );
  return (
    <article>
      <div class="tools">
        <h2>{society.about.people.length} people</h2>
        <label>Find <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} /></label>
      </div>
      <div class="scroll">
        <table class="figures people">
          <thead><tr>{head("name", "Name")}{VALUES.map((name) => head(name, name))}{head("reward", rewarded === undefined ? "reward" : `reward ${rewarded}`)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.who}>
                <th scope="row"><Who who={row.who} /></th>
                {VALUES.map((name) => (
                  <td key={name}>{shown(row.values[name])}{name !== "deposit" && name !== "skills" && <Bar label={name} value={row.values[name]} />}</td>
                ))}
                <td>{signed(row.reward, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </article>
  );
}
