// What happens at a moment, each event with the way to what was asked and answered.
import { useState } from "preact/hooks";
import { useDocument } from "./data";
import { parse, spoken } from "./time";
import type { Entry } from "./types";
import { Link, Names, useTime, usePane, Waiting, When, Who } from "./ui";

const FIRST = 40;
const NAMES: Record<string, string> = {
  activity: "Days", message: "Messages", plan: "Plans", diary: "Diaries", history: "Life histories",
  note: "Memory", event: "Public events",
};

export function Happening() {
  const { run } = usePane();
  const time = useTime();
  const { year, week } = parse(time);
  const { value, error } = useDocument<{ entries: Entry[] }>(run, `week/${year}/${week}.json`);
  const [kind, setKind] = useState("");
  if (!value) return <section class="card"><h2>What happens</h2><Waiting error={error} /></section>;
  const now = once(value.entries.filter((entry) => entry.time === time));
  const kinds = [...new Set(now.map((entry) => entry.kind))];
  const wanted = kinds.includes(kind) ? now.filter((entry) => entry.kind === kind) : now;
  return (
    <section class="card happening" aria-label="What happens">
      <div class="tools">
        <h2>What happens</h2>
        <span class="faint">{spoken(time)}</span>
        {kinds.length > 1 && (
          <label>Show <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            <option value="">all</option>
            {kinds.map((one) => <option key={one} value={one}>{NAMES[one] ?? one}</option>)}
          </select></label>
        )}
      </div>
      <Entries entries={wanted} empty="Nothing is recorded of this stage." key={`${time}${kind}`} />
    </section>
  );
}

/** An activity of several stands there once. */
function once(entries: Entry[]): Entry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    if (entry.kind !== "activity" || !entry.scene) return true;
    const key = `${entry.time}/${entry.scene}`;
    return seen.has(key) ? false : !!seen.add(key);
  });
}

export function Entries({ entries, empty, dated = false }: { entries: Entry[]; empty: string; dated?: boolean }) {
  const [all, setAll] = useState(false);
  if (!entries.length) return <p class="faint">{empty}</p>;
  return (
    <>
      <ul class="events">
        {entries.slice(0, all ? undefined : FIRST).map((entry) => <Row key={entry.id} entry={entry} dated={dated} />)}
      </ul>
      {!all && entries.length > FIRST && (
        <button type="button" class="more" onClick={() => setAll(true)}>Show all {entries.length}</button>
      )}
    </>
  );
}

export function Row({ entry, dated, snippet }: { entry: Entry; dated?: boolean; snippet?: [string, string, string] }) {
  return (
    <li class={`event ${entry.kind} ${entry.type ?? ""}`}>
      <div class="head">
        <span class="kind">{entry.type || singular(entry.kind)}</span>
        <Head entry={entry} />
        {dated && <When time={entry.time} />}
        <Behind entry={entry} />
      </div>
      <div class="body">
        {snippet ? <p><bdi>{snippet[0]}<mark>{snippet[1]}</mark>{snippet[2]}</bdi></p> : <Body entry={entry} />}
      </div>
    </li>
  );
}

function Head({ entry }: { entry: Entry }) {
  if (entry.kind === "event") return null;
  if (entry.kind === "activity") return <span><Names names={company(entry)} /></span>;
  if (entry.kind === "message") return <span><Who who={entry.who} /> → <Who name={entry.about ?? ""} /></span>;
  return <span><Who who={entry.who} />{entry.kind === "note" && <> · <bdi class="faint">{entry.about}</bdi></>}</span>;
}

function Body({ entry }: { entry: Entry }) {
  if (entry.kind === "activity") return <p><Link page="scene" rest={[entry.id]}><bdi>{entry.title}</bdi></Link></p>;
  return <p><bdi>{entry.title}</bdi></p>;
}

export function company(entry: Entry): string[] {
  return (entry.about ?? "").split("\n").filter(Boolean);
}

/** The way to the prompts behind an entry; nobody was asked for what the world began with. */
function Behind({ entry }: { entry: Entry }) {
  if (parse(entry.time).week === 0) return null;
  if (entry.kind === "activity") {
    return <Link page="scene" rest={[entry.id]} class="behind">{entry.type === "solo" ? "Open" : "Scene"}</Link>;
  }
  const who = entry.kind === "event" ? "world" : String(entry.who);
  return <Link page="behind" rest={[who, entry.time]} class="behind">Prompt</Link>;
}

function singular(kind: string): string {
  return { note: "memory", history: "history", event: "public event" }[kind] ?? kind;
}
