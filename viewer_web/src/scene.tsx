// A scene turn by turn: what was said, what stayed private, and the prompt behind each turn.
import { useEffect, useState } from "preact/hooks";
import { askedIn, useDocument } from "./data";
import { parse } from "./time";
import type { Asked, SceneDoc, SceneLine } from "./types";
import { Anything, Link, Names, object, signed, text, usePane, Waiting, When, Who, number } from "./ui";
import { AskedList, type Placed } from "./asked";

export function Scene({ rest }: { rest: string[] }) {
  const { run, society } = usePane();
  const { value, error } = useDocument<SceneDoc>(run, `scene/${rest[0]}.json`);
  const asked = useAsked(value);
  if (!value) return <Waiting error={error} />;
  const place = society.about.places.find((one) => one.key === value.place);
  const turns = matched(value.lines, asked);
  return (
    <article class="scene">
      <header>
        <p class="kind">{value.type}</p>
        <h2><bdi>{value.title}</bdi></h2>
        <p>
          <When time={value.time} /> · <bdi>{place?.name ?? value.place ?? "nowhere in particular"}</bdi> · <Names names={value.names} />
        </p>
        {value.text && <p class="prose"><bdi>{value.text}</bdi></p>}
      </header>
      {value.lines.length > 0 && (
        <section aria-label="Turns">
          <h3>Turn by turn</h3>
          <ol class="turns">
            {value.lines.map((line, turn) => <Turn key={turn} line={line} asked={turns[turn]} />)}
          </ol>
        </section>
      )}
      <section aria-label="What came of it">
        <h3>What came of it</h3>
        <div class="outcomes">
          {value.people.map((one) => <Outcome key={one.entry} record={one} />)}
        </div>
      </section>
      <section aria-label="Behind it">
        <h3>Everything asked and answered</h3>
        {asked ? <AskedList asked={asked} /> : <Waiting />}
      </section>
    </article>
  );
}

function Turn({ line, asked }: { line: SceneLine; asked?: Placed }) {
  if (!line.speaker) return <li class="turn around"><p><bdi>{line.segments.map((part) => part.text).join(" ")}</bdi></p></li>;
  return (
    <li class="turn">
      <div class="head">
        <Who name={line.speaker} />
        {asked && <Link page="asked" rest={[asked.who, asked.year, asked.week, asked.n]} class="behind">Prompt</Link>}
      </div>
      <p>
        {line.segments.map((part) => part.hidden.length
          ? <span class="private" role="note" aria-label={`private, hidden from ${part.hidden.join(", ")}`}>
              <span class="lock" title={`Hidden from ${part.hidden.join(", ")}`}>private</span> <bdi>{part.text}</bdi>{" "}
            </span>
          : <bdi>{part.text} </bdi>)}
      </p>
      {line.deeds?.map((deed) => <p class="deed"><bdi>{deed}</bdi></p>)}
    </li>
  );
}

const DELTAS: [string, string][] = [["delta_vitality", "vitality"], ["delta_money", "money"]];

function Outcome({ record }: { record: Record<string, unknown> }) {
  const outcome = object(record.outcome);
  const gains = [
    ...DELTAS.map(([key, title]) => [title, number(outcome[key])] as const),
    ...Object.entries(object(outcome.delta_fulfillment)).map(([key, value]) => [key, number(value)] as const),
    ...Object.entries(object(outcome.delta_skills)).map(([key, value]) => [key, number(value)] as const),
  ].filter(([, value]) => value);
  const { activity_name: _, location: __, activity_id: ___, text: ____, ...content } = object(record.content);
  return (
    <div class="outcome">
      <h4><Who name={text(record.agent_name)} /></h4>
      {typeof record.content === "string" && <p class="prose"><bdi>{record.content}</bdi></p>}
      {text(outcome.outcome) && <p><bdi>{text(outcome.outcome)}</bdi></p>}
      {typeof record.outcome === "string" && <p><bdi>{record.outcome}</bdi></p>}
      {gains.length > 0 && (
        <p class="deltas">{gains.map(([title, value]) => <span class={(value ?? 0) < 0 ? "minus" : "plus"}><bdi>{title}</bdi> {signed(value)}</span>)}</p>
      )}
      {text(record.reflection) && <blockquote><bdi>{text(record.reflection)}</bdi></blockquote>}
      {Object.keys(content).length > 0 && (
        <details><summary>The record</summary><Anything value={content} /></details>
      )}
    </div>
  );
}

/** What everybody in a scene, and the world for it, was asked. */
function useAsked(scene: SceneDoc | undefined): Placed[] | undefined {
  const { run, society } = usePane();
  const [found, set] = useState<{ id: number; asked: Placed[] }>();
  useEffect(() => {
    if (!scene) return;
    let wanted = true;
    const { year, week } = parse(scene.time);
    const numbers = scene.names.map((name) => society.about.people.findIndex((one) => one.name === name)).filter((who) => who >= 0);
    const gods = society.about.features.map((name, at) => [name, `god-${at}`] as const).filter(([name]) => !scene.type || name.startsWith(scene.type));
    const sources = [...new Set([...numbers, scene.who])].map((who) => [String(who), ""] as const);
    const wants = [...sources, ...gods.map(([name, who]) => [who, name] as const)].map(async ([who, feature]) => {
      const rows = await askedIn(run, who, year, week).catch(() => []);
      const names = [...scene.names, society.about.people[scene.who]?.name ?? ""];
      return rows.filter((row) => row.time === scene.time && concerns(row, scene.scene, feature ? names : null))
        .map((row) => ({ ...row, who, year, week, feature }));
    });
    void Promise.all(wants).then((parts) => wanted && set({ id: scene.id, asked: parts.flat() }));
    return () => {
      wanted = false;
    };
  }, [scene?.id, run]);
  return found && found.id === scene?.id ? found.asked : undefined;
}

function concerns(row: Asked, scene: string | undefined, names: string[] | null): boolean {
  if (!row.key) return true;
  if (scene && row.key.includes(`/${scene}`)) return true;
  const others = /\/(joint|encounter|event)-\d+/.test(row.key);
  if (names) return !others && names.some((name) => name && row.key.includes(name));
  return !others;
}

/** Each turn's question: a speaker's turns and accepted answers stand in the same order. */
function matched(lines: SceneLine[], asked: Placed[] | undefined): (Placed | undefined)[] {
  const said = new Map<string, Placed[]>();
  for (const one of asked ?? []) {
    if (one.kind !== "speak" || one.state === "refused" || one.state === "failed") continue;
    const name = one.key.split("/")[2] ?? "";
    said.set(name, [...(said.get(name) ?? []), one]);
  }
  for (const rows of said.values()) rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  const taken = new Map<string, number>();
  return lines.map((line) => {
    const rows = said.get(line.speaker) ?? [];
    const words = line.segments.find((part) => !part.hidden.length)?.text ?? "";
    const from = taken.get(line.speaker) ?? 0;
    let at = rows.findIndex((row, place) => place >= from && words !== "" && row.answer.includes(words.slice(0, 40)));
    if (at < 0) at = from;
    taken.set(line.speaker, at + 1);
    return rows[at];
  });
}
