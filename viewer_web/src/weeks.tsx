// A person's weeks: plan, days and diary, the week looked at first.
import { useDocument } from "./data";
import { href } from "./route";
import { parse } from "./time";
import type { Loose, PersonDoc, YearDoc } from "./types";
import { Link, list, nameOf, number, object, Prompted, shown, signed, text, usePane, useTime, Waiting, When, Who } from "./ui";

export function Weeks({ who }: { who: number }) {
  const { run, society, pane } = usePane();
  const time = useTime();
  const { year, week } = parse(time);
  const { value, error } = useDocument<YearDoc>(run, `person/${who}/year/${year}.json`);
  if (!value) return <Waiting error={error} />;
  const of = (lines: Loose[]) => lines.filter((line) => parse(text(line.time)).week === week);
  const weeks = [...new Set([...value.plans, ...value.days, ...value.diary].map((line) => parse(text(line.time)).week))].sort((a, b) => a - b);
  const ahead = value.schedule.filter((line) => parse(text(line.activity_time)).week === week);
  return (
    <div>
      <nav class="weeks" aria-label={`Weeks of ${year}`}>
        {weeks.map((one) => (
          <a key={one} aria-current={one === week ? "true" : undefined}
            href={href(pane, "person", [who, "weeks"], society.about.moments.findLast((moment) => parse(moment).year === year && parse(moment).week === one))}>
            {one}
          </a>
        ))}
      </nav>
      <h3>{year}, week {week}</h3>
      {of(value.plans).map((plan) => (
        <section class="note">
          <h4>Plan <Prompted who={who} time={text(plan.time)} /></h4>
          <p class="prose"><b><bdi>{text(plan.goal)}</bdi></b></p>
          <p class="prose"><bdi>{text(plan.plan)}</bdi></p>
          {text(plan.living_standard) && <p class="faint">Lives <bdi>{text(plan.living_standard)}</bdi> this week.</p>}
        </section>
      ))}
      {ahead.length > 0 && (
        <details class="note"><summary>{ahead.length} appointments</summary>
          <ul class="plain">{ahead.map((line) => <li>{text(line.activity_time)} <bdi>{text(line.activity_name)}</bdi> <span class="faint">{text(line.status)}, with <bdi>{list(line.participants).map(String).filter((name) => name !== nameOf(society, who)).join(", ")}</bdi></span></li>)}</ul>
        </details>
      )}
      {of(value.days).map((day) => <Day key={String(day.entry)} day={day} />)}
      {of(value.diary).map((line) => (
        <section class="note diary">
          <h4>Diary <Prompted who={who} time={text(line.time)} /></h4>
          <p class="prose"><bdi>{text(line.summary) || text(line.content)}</bdi></p>
          {text(line.reflection) && <blockquote><bdi>{text(line.reflection)}</bdi></blockquote>}
        </section>
      ))}
    </div>
  );
}

function Day({ day }: { day: Loose }) {
  const content = object(day.content);
  const outcome = object(day.outcome);
  const others = list(content.participants).map(String).filter((name) => name !== text(day.agent_name));
  const mood = number(object(outcome.delta_fulfillment).mood);
  return (
    <section class="note">
      <h4>
        <When time={text(day.time)} /> <span class="kind">{text(day.type)}</span>{" "}
        <Link page="scene" rest={[Number(day.entry)]}><bdi>{text(content.activity_name) || text(day.content) || "a day"}</bdi></Link>
      </h4>
      {others.length > 0 && <p>with {others.map((name, at) => <>{at > 0 && ", "}<Who name={name} /></>)}{number(day.turns) !== null && <span class="faint"> · {shown(number(day.turns))} turns</span>}</p>}
      {text(outcome.outcome) && <p><bdi>{text(outcome.outcome)}</bdi> {mood !== null && <span class={mood < 0 ? "minus" : "plus"}>mood {signed(mood)}</span>}</p>}
      {text(day.reflection) && <blockquote><bdi>{text(day.reflection)}</bdi></blockquote>}
    </section>
  );
}

export function History({ who, doc }: { who: number; doc: PersonDoc }) {
  if (!doc.history.length) return <p class="faint">Nothing is written yet.</p>;
  return (
    <ol class="plain">
      {doc.history.map((line) => (
        <li class="note"><When time={text(line.time)} /> <Prompted who={who} time={text(line.time)} /><p class="prose"><bdi>{text(line.content) || text(line.summary)}</bdi></p></li>
      ))}
    </ol>
  );
}
