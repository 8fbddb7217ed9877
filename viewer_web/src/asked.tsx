// The exact prompt and answer behind an event.
import { useEffect, useState } from "preact/hooks";
import { askedIn, askedOnce, site } from "./data";
import { parse, spoken } from "./time";
import type { Asked, Loose } from "./types";
import { Anything, Link, list, nameOf, object, shown, text, usePane, Waiting, Who } from "./ui";

export type Placed = Asked & { who: string; year: number; week: number; feature: string };

export function AskedList({ asked }: { asked: Placed[] }) {
  const { run, society } = usePane();
  if (!asked.length) {
    const none = site.value?.static && !site.value.runs[run]?.prompts;
    return <p class="faint">{none ? "The prompts and answers were left out of this export." : "Nothing was kept of what models were asked here (store.trace of the run)."}</p>;
  }
  return (
    <ul class="asked">
      {asked.map((one) => (
        <li key={`${one.who}/${one.n}`}>
          <Link page="asked" rest={[one.who, one.year, one.week, one.n]}>
            <b>{one.kind || "question"}</b> <span>to <bdi>{one.feature ? `the world (${one.feature.replaceAll("_", " ")})` : nameOf(society, Number(one.who))}</bdi></span>
          </Link>
          {one.state && <span class={`flag ${one.state}`}>{one.state}</span>}
          <span class="faint answer"><bdi>{one.answer}</bdi></span>
        </li>
      ))}
    </ul>
  );
}

/** All that was asked of somebody, or of the world, at a moment. */
export function Behind({ rest }: { rest: string[] }) {
  const { run, society } = usePane();
  const [who = "0", time = ""] = rest;
  const { year, week } = parse(time);
  const [asked, set] = useState<Placed[]>();
  useEffect(() => {
    let wanted = true;
    const sources = who === "world" ? society.about.features.map((feature, at) => [`god-${at}`, feature] as const) : [[who, ""] as const];
    void Promise.all(sources.map(async ([source, feature]) =>
      (await askedIn(run, source, year, week).catch(() => [])).filter((one) => one.time === time).map((one) => ({ ...one, who: source, year, week, feature })),
    )).then((parts) => wanted && set(parts.flat()));
    return () => {
      wanted = false;
    };
  }, [run, who, time]);
  return (
    <article>
      <h2>What {who === "world" ? "the world" : <Who who={Number(who)} />} was asked</h2>
      <p class="faint">{spoken(time)}</p>
      {asked ? <AskedList asked={asked} /> : <Waiting />}
    </article>
  );
}

export function AskedPage({ rest }: { rest: string[] }) {
  const { run, society } = usePane();
  const [who = "0", year = "0", week = "0", n = "0"] = rest;
  const [found, set] = useState<{ value?: Loose; error?: string }>({});
  useEffect(() => {
    let wanted = true;
    set({});
    askedOnce(run, who, Number(year), Number(week), Number(n)).then(
      (value) => wanted && set({ value }),
      (error: Error) => wanted && set({ error: error.message }),
    );
    return () => {
      wanted = false;
    };
  }, [run, who, year, week, n]);
  const line = found.value;
  if (!line) return <Waiting error={found.error} />;
  const { inputs, outputs, time, kind, n: _, ...more } = line;
  const god = who.startsWith("god-");
  return (
    <article class="prompt">
      <h2>{text(kind) || "Question"} to {god ? `the world (${society.about.features[Number(who.slice(4))] ?? ""})` : <Who who={Number(who)} />}</h2>
      <p class="faint">{spoken(text(time))}</p>
      {line.rejected === true && <p class="flag rejected">Rejected: {text(line.reject_reason)}</p>}
      {text(line.refused) && <p class="flag refused">Refused: {text(line.refused)}</p>}
      <section aria-label="Answer">
        <h3>Answer</h3>
        {list(outputs).map((message, at) => <Message key={at} message={object(message)} open />)}
      </section>
      <section aria-label="Prompt">
        <h3>Prompt</h3>
        {list(inputs).length === 0 && <p class="faint">The run kept no prompts (store.trace).</p>}
        {list(inputs).map((message, at) => <Message key={at} message={object(message)} open />)}
      </section>
      <section aria-label="About it"><h3>About it</h3><Anything value={more} /></section>
    </article>
  );
}

function Message({ message, open }: { message: Loose; open?: boolean }) {
  const { role, content, ...more } = message;
  const words = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return (
    <details class={`message ${text(role)}`} open={open}>
      <summary><b>{text(role)}</b> <span class="faint">{shown(words?.length ?? 0)} characters</span></summary>
      <pre>{pretty(words ?? "")}</pre>
      {Object.keys(more).length > 0 && <Anything value={more} />}
    </details>
  );
}

/** An answer that is JSON in readable lines, anything else as it is. */
function pretty(words: string): string {
  if (!words.startsWith("{")) return words;
  try {
    return JSON.stringify(JSON.parse(words), null, 2);
  } catch {
    return words;
  }
}
