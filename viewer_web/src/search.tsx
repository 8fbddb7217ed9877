// Search over everything that was said, done, written and remembered.
import { useEffect, useState } from "preact/hooks";
import { live, load, site, useDocument } from "./data";
import { Row } from "./events";
import { href } from "./route";
import type { Entry } from "./types";
import { usePane, Waiting } from "./ui";

type Found = Entry & { snippet: [string, string, string] };
interface Answer {
  found: Found[];
  more: boolean;
}

const KINDS: [string, string][] = [
  ["", "everything"], ["message", "messages"], ["activity", "days and scenes"], ["diary", "diaries"], ["note", "memory"],
  ["plan", "plans"], ["history", "life histories"], ["event", "public events"],
];

export function Search({ rest }: { rest: string[] }) {
  const { pane } = usePane();
  const [query = "", kind = ""] = rest;
  const [typed, type] = useState(query);
  useEffect(() => type(query), [query]);
  const go = (words: string, only: string) => {
    location.hash = href(pane, "search", [words, ...(only ? [only] : [])]);
  };
  return (
    <article>
      <h2>Search</h2>
      <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); go(typed.trim(), kind); }}>
        <label><span class="unseen">Search for</span>
          <input type="search" value={typed} onInput={(event) => type(event.currentTarget.value)} placeholder="Words, names, 名字" autofocus />
        </label>
        <label><span class="unseen">in</span>
          <select value={kind} onChange={(event) => go(typed.trim(), event.currentTarget.value)}>
            {KINDS.map(([key, title]) => <option key={key} value={key}>{title}</option>)}
          </select>
        </label>
        <button type="submit">Search</button>
      </form>
      {query && (site.value?.static ? <StaticResults query={query} kind={kind} /> : <Results query={query} kind={kind} />)}
    </article>
  );
}

function Results({ query, kind }: { query: string; kind: string }) {
  const { run } = usePane();
  const given = new URLSearchParams({ q: query, kind });
  const { value, error } = useDocument<Answer>(run, `search.json?${given}`);
  const state = live.value[run];
  return (
    <>
      {state && state.stage === "texts" && <p class="faint" role="status">The texts are still being read ({Math.round(state.share * 100)} %).</p>}
      {value ? <List answer={value} /> : <Waiting error={error} />}
    </>
  );
}

function List({ answer }: { answer: Answer }) {
  if (!answer.found.length) return <p role="status">Nothing holds all of these words.</p>;
  return (
    <>
      <p class="faint" role="status">{answer.more ? `The first ${answer.found.length}` : `${answer.found.length} found`}</p>
      <ul class="events">{answer.found.map((entry) => <Row key={entry.id} entry={entry} snippet={entry.snippet} dated />)}</ul>
    </>
  );
}

const MOST = 200;

/** Without a server the texts are read through, one part after the other. */
function StaticResults({ query, kind }: { query: string; kind: string }) {
  const { run } = usePane();
  const [answer, set] = useState<Answer & { share: number }>({ found: [], more: false, share: 0 });
  useEffect(() => {
    let wanted = true;
    const words = plain(query).split(/\s+/).filter(Boolean);
    void (async () => {
      const { parts } = await load<{ parts: number }>(run, "texts/parts.json");
      const found: Found[] = [];
      for (let part = 0; part < parts && wanted && found.length < MOST; part++) {
        const { entries } = await load<{ entries: (Entry & { text: string })[] }>(run, `texts/${part}.json`);
        for (const entry of entries) {
          if (kind && entry.kind !== kind) continue;
          const folded = plain(entry.text);
          if (words.every((word) => folded.includes(word))) found.push({ ...entry, snippet: around(entry.text, folded, words[0] ?? "") });
        }
        if (wanted) set({ found: found.slice(0, MOST), more: found.length > MOST, share: (part + 1) / parts });
      }
      if (wanted) set({ found: found.slice(0, MOST), more: found.length > MOST, share: 1 });
    })();
    return () => {
      wanted = false;
    };
  }, [run, query, kind]);
  return (
    <>
      {answer.share < 1 && <p class="faint" role="status">Looking… {Math.round(answer.share * 100)} %</p>}
      <List answer={answer} />
    </>
  );
}

function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function around(words: string, folded: string, word: string): [string, string, string] {
  const at = folded.length === words.length ? folded.indexOf(word) : words.toLowerCase().indexOf(word);
  if (at < 0) return ["", "", words.slice(0, 270)];
  return [words.slice(Math.max(0, at - 90), at), words.slice(at, at + word.length), words.slice(at + word.length, at + word.length + 180)];
}
