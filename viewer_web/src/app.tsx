// The frame: which pages there are, one or two of them side by side, the scrubber below.
import { useEffect, useState } from "preact/hooks";
import { AboutPage } from "./about";
import { AskedPage, Behind } from "./asked";
import { SocietyCourse } from "./course";
import { live, site, trouble, useSociety, type Society } from "./data";
import { Happening } from "./events";
import { Graph } from "./graph";
import { People } from "./people";
import { PersonPage } from "./person";
import { Places } from "./places";
import { panes, setPanes, type Route } from "./route";
import { Scene } from "./scene";
import { Scrubber } from "./scrubber";
import { Search } from "./search";
import { Pane, Tabs, useMoment, usePane, Waiting } from "./ui";

const PAGES: [string, string][] = [
  ["Society", "society"], ["People", "people"], ["Course", "course"], ["Search", "search"], ["About", "about"],
];

export function App() {
  if (!site.value) return <p class="loading" role="status">Opening the run…</p>;
  const two = panes.value.length > 1;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>To the page</a>
      <Head />
      {trouble.value && <p class="error" role="alert">{trouble.value}</p>}
      <main id="main" tabIndex={-1} class={two ? "two" : ""}>
        {panes.value.map((route, pane) => <OnePane key={pane} route={route} pane={pane} />)}
      </main>
    </>
  );
}

function Head() {
  const [theme, setTheme] = useTheme();
  const two = panes.value.length > 1;
  const beside = () => {
    const first = panes.value[0]!;
    const runs = site.value?.runs.length ?? 1;
    setPanes(two ? [first] : [first, { ...first, run: (first.run + 1) % runs }]);
  };
  return (
    <header class="top">
      <h1>Agentopia</h1>
      <button type="button" aria-pressed={two} onClick={beside}>Side by side</button>
      <label class="theme"><span class="unseen">Colours</span>
        <select value={theme} onChange={(event) => setTheme(event.currentTarget.value)}>
          <option value="">as the system</option><option value="light">light</option><option value="dark">dark</option>
        </select>
      </label>
    </header>
  );
}

function useTheme(): [string, (theme: string) => void] {
  const [theme, set] = useState(() => remembered("theme"));
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch { /* a page without storage forgets it */ }
  }, [theme]);
  return [theme, set];
}

function remembered(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function OnePane({ route, pane }: { route: Route; pane: number }) {
  const { value, error } = useSociety(route.run);
  const title = site.value?.runs[route.run]?.name ?? "";
  useEffect(() => {
    if (pane === 0) document.title = `${title} · Agentopia`;
  }, [title, pane]);
  if (!value) return <section class="pane"><Waiting error={error ?? (site.value?.runs[route.run] ? undefined : "there is no such run")} /></section>;
  return (
    <Pane.Provider value={{ pane, run: route.run, society: value }}>
      <section class="pane" aria-label={title}>
        <PaneHead route={route} />
        <Page route={route} society={value} />
        {pane === 0 && <Time />}
      </section>
    </Pane.Provider>
  );
}

function Time() {
  const { society, run } = usePane();
  return <Scrubber moments={society.about.moments} index={useMoment()} run={run} />;
}

function PaneHead({ route }: { route: Route }) {
  const { pane, run } = usePane();
  const runs = site.value?.runs ?? [];
  const state = live.value[run];
  const reading = state && state.stage !== "ready" && state.stage !== "waiting";
  return (
    <div class="panehead">
      {runs.length > 1 ? (
        <label><span class="unseen">Run</span>
          <select value={run} onChange={(event) => setPanes(panes.value.map((one, at) => (at === pane ? { ...one, run: Number(event.currentTarget.value) } : one)))}>
            {runs.map((one, at) => <option key={at} value={at}>{one.name}</option>)}
          </select>
        </label>
      ) : <b class="runname"><bdi>{runs[run]?.name}</bdi></b>}
      {state && !state.finished && state.time && <span class="live">goes on: {state.time}</span>}
      {reading && <span class="faint" role="status">{state.stage === "texts" ? "making the texts searchable" : "reading the run"} {Math.round(state.share * 100)} %</span>}
      <Tabs label="Pages" now={route.page} tabs={PAGES.map(([name, page]) => [name, page, []])} />
    </div>
  );
}

function Page({ route, society }: { route: Route; society: Society }) {
  const { page, rest } = route;
  if (!society.about.people.length) return <p class="faint">Nobody of this run can be read yet.</p>;
  switch (page) {
    case "people": return <People />;
    case "course": return <SocietyCourse />;
    case "person": return <PersonPage rest={rest} />;
    case "scene": return <Scene rest={rest} key={rest[0]} />;
    case "behind": return <Behind rest={rest} key={rest.join("/")} />;
    case "asked": return <AskedPage rest={rest} />;
    case "search": return <Search rest={rest} />;
    case "about": return <AboutPage />;
    default: return <div class="society"><div class="left"><Graph /><Happening /></div><Places /></div>;
  }
}
