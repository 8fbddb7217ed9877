// A person: who they are and became, how they were, what they wrote, knew, owned and earned.
import { useState } from "preact/hooks";
import { useDocument } from "./data";
import { Bar } from "./charts";
import { viewOf } from "./model";
import { History, Weeks } from "./weeks";
import { Contacts, Memory } from "./memory";
import { Worth } from "./worth";
import { Course } from "./course";
import { Changed } from "./changed";
import { parse, yearsEnd } from "./time";
import type { Loose, PersonDoc } from "./types";
import { Link, list, number, object, Prompted, shown, signed, Tabs, text, useMoment, usePane, useTime, Waiting, When } from "./ui";

const TABS: [string, string][] = [
  ["", "Who"], ["state", "State"], ["weeks", "Weeks"], ["memory", "Memory"], ["contacts", "Contacts"],
  ["history", "History"], ["work", "Money and work"], ["rewards", "Rewards"],
];

export function PersonPage({ rest }: { rest: string[] }) {
  const { run, society } = usePane();
  const who = Number(rest[0]);
  const tab = rest[1] ?? "";
  const { value, error } = useDocument<PersonDoc>(run, `person/${who}.json`);
  const info = society.about.people[who];
  if (!info) return <Waiting error="nobody has this number" />;
  return (
    <article class="person">
      <header>
        <h2><bdi>{info.name}</bdi></h2>
        <p class="faint">{[info.gender, info.birth_year && `born ${info.birth_year}`, info.policy && `played by ${info.policy}`].filter(Boolean).join(" · ")}</p>
        <Now who={who} />
      </header>
      <Tabs label={`Pages about ${info.name}`} now={["person", who, tab].filter((one) => one !== "").join("/")}
        tabs={TABS.map(([key, title]) => [title, "person", key ? [who, key] : [who]])} />
      {value ? <Tab tab={tab} who={who} doc={value} rest={rest.slice(2)} /> : <Waiting error={error} />}
    </article>
  );
}

function Tab({ tab, who, doc, rest }: { tab: string; who: number; doc: PersonDoc; rest: string[] }) {
  switch (tab) {
    case "state": return <Course who={who} />;
    case "weeks": return <Weeks who={who} />;
    case "memory": return <Memory who={who} doc={doc} rest={rest} />;
    case "contacts": return <Contacts who={who} doc={doc} rest={rest} />;
    case "history": return <History who={who} doc={doc} />;
    case "work": return <Work who={who} doc={doc} />;
    case "rewards": return <Worth who={who} />;
    default: return <Profile doc={doc} />;
  }
}

function Now({ who }: { who: number }) {
  const { society } = usePane();
  const view = viewOf(society);
  const moment = useMoment();
  return (
    <ul class="vitals">
      {(["vitality", "mood", "social", "esteem", "material"] as const).map((name, at) => (
        <li key={name}><span>{name}</span><Bar label={name} value={view.value(who, name, moment)} tone={`c${at}`} /><b>{shown(view.value(who, name, moment))}</b></li>
      ))}
      <li><span>money</span><b>{shown(view.value(who, "deposit", moment))}</b></li>
    </ul>
  );
}

const PROSE: [string, string][] = [
  ["brief_introduction", "In brief"], ["appearance_and_impression", "Appearance"], ["details", "Life"], ["conflicts", "Conflicts"],
  ["core_motivation", "Motivation"], ["values", "Values"], ["preferences", "Preferences"],
];

function Profile({ doc }: { doc: PersonDoc }) {
  const { year } = parse(useTime());
  const years = Object.keys(doc.profiles).map(Number).sort((a, b) => a - b);
  const first = years[0];
  const at = years.filter((one) => one <= year).at(-1) ?? first;
  if (first === undefined || at === undefined) return <p class="faint">There is no profile.</p>;
  const before = object(doc.profiles[first]);
  const now = object(doc.profiles[at]);
  return (
    <div class="columns">
      <section aria-label="Profile">
        <h3>Who they are in {at}</h3>
        {PROSE.map(([key, title]) => text(now[key]) && (
          <section key={key}>
            <h4>{title}</h4>
            <Changed before={text(before[key])} after={text(now[key])} />
          </section>
        ))}
      </section>
      <section aria-label="Measures">
        <Measures title="Talents" key_="talents" before={before} now={now} first={first} at={at} />
        <Measures title="Personality" key_="personality_traits" before={before} now={now} first={first} at={at} />
      </section>
    </div>
  );
}

function Measures({ title, key_, before, now, first, at }: { title: string; key_: string; before: Loose; now: Loose; first: number; at: number }) {
  const was = object(object(before[key_]).quantitative);
  const is = object(object(now[key_]).quantitative);
  return (
    <section>
      <h4>{title}</h4>
      <p class="prose"><bdi>{text(object(now[key_]).qualitative)}</bdi></p>
      <table class="measures">
        <thead><tr><th scope="col">Measure</th><th scope="col" class="wide"><span class="unseen">bar</span></th><th scope="col">{at}</th><th scope="col">since {first}</th></tr></thead>
        <tbody>
          {Object.entries(is).map(([name, value]) => {
            const change = (number(value) ?? 0) - (number(was[name]) ?? number(value) ?? 0);
            return (
              <tr key={name}>
                <th scope="row"><bdi>{name}</bdi></th>
                <td><Bar label={name} value={number(value)} /></td>
                <td>{shown(number(value))}</td>
                <td class={change > 0 ? "plus" : change < 0 ? "minus" : "faint"}>{change ? signed(change) : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Work({ who, doc }: { who: number; doc: PersonDoc }) {
  const { run, society } = usePane();
  const { year } = parse(useTime());
  const { value } = useDocument<{ states: Loose[]; plans: Loose[]; days: (Loose & { entry: number })[] }>(run, `person/${who}/year/${year}.json`);
  const [all, setAll] = useState(false);
  const time = useTime();
  const states = (value?.states ?? []).filter((one) => text(one.time) <= time || text(one.time).slice(0, 9) <= time.slice(0, 9));
  const skills = Object.entries(object(states.filter((one) => one.skills).at(-1)?.skills)).sort((a, b) => (number(b[1]) ?? 0) - (number(a[1]) ?? 0));
  const owned = list(states.filter((one) => one.possessions).at(-1)?.possessions).map(object);
  const money = (value?.days ?? []).filter((day) => number(object(day.outcome).delta_money));
  return (
    <div>
      <Course who={who} only={["deposit", "skills"]} />
      <h3>Positions</h3>
      <ul class="plain">
        {Object.entries(doc.profiles).map(([key, profile]) => {
          const position = object(object(profile).position);
          const words = typeof object(profile).position === "string" ? text(object(profile).position) : [text(position.role), text(position.organization)].filter(Boolean).join(", ");
          return <li key={key}><b>{key}</b> <bdi>{words || "none"}</bdi>{number(position.weekly_income) !== null && <span class="faint"> · {shown(number(position.weekly_income))} a week</span>} <Prompted who={who} time={yearsEnd(society.about.moments, Number(key) - 1)} label={`Prompt: applying for ${key}`} /></li>;
        })}
      </ul>
      <div class="columns">
        <section><h3>Skills</h3>
          <table class="measures"><tbody>
            {(all ? skills : skills.slice(0, 12)).map(([name, value]) => (
              <tr key={name}><th scope="row"><bdi>{name}</bdi></th><td class="wide"><Bar label={name} value={number(value)} high={300} /></td><td>{shown(number(value), 1)}</td></tr>
            ))}
          </tbody></table>
          {skills.length > 12 && <button type="button" class="more" onClick={() => setAll(!all)}>{all ? "Fewer" : `All ${skills.length}`}</button>}
        </section>
        <section><h3>Possessions</h3>
          <ul class="plain">{owned.map((item) => <li><b><bdi>{text(item.name)}</bdi></b> <bdi class="faint">{text(item.description)}</bdi></li>)}</ul>
        </section>
      </div>
      <h3>Money earned and spent in {year}</h3>
      <ul class="plain">
        {money.map((day) => <li><When time={text(day.time)} /> <span class={(number(object(day.outcome).delta_money) ?? 0) < 0 ? "minus" : "plus"}>{signed(number(object(day.outcome).delta_money))}</span> <Link page="scene" rest={[day.entry]}><bdi>{text(object(day.content).activity_name) || text(day.content) || "a day"}</bdi></Link> <Prompted who={who} time={text(day.time)} /></li>)}
        {!money.length && <li class="faint">Nothing but income and the cost of living.</li>}
      </ul>
    </div>
  );
}
