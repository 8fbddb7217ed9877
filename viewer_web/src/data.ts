// Documents of the runs: fetched once, kept, fetched again when a run has gone on.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { About, Asked, Days, Live, Loose, Rewards, Site, States, Ties } from "./types";

const ROOT = "data/";
const POLL = 2000; // milliseconds between two looks at a run
const READING = 400; // the same while it is being read

export const site = signal<Site | null>(null);
export const live = signal<Live[]>([]);
/** What went wrong in asking for something, to be said on the page. */
export const trouble = signal("");

const kept = new Map<string, Promise<unknown>>();

async function ask<T>(address: string): Promise<T> {
  const answer = await fetch(ROOT + address);
  if (!answer.ok) throw new Error(answer.status === 404 ? "there is nothing here" : answer.statusText);
  return (await answer.json()) as T;
}

function versionOf(run: number): number {
  return live.value[run]?.version ?? 0;
}

/** A document of a run, as of the run's present version. */
export function load<T>(run: number, address: string): Promise<T> {
  const version = versionOf(run);
  const key = `${run}/${address}#${version}`;
  let found = kept.get(key) as Promise<T> | undefined;
  if (!found) {
    found = ask<T>(`${run}/${address}`);
    found.catch(() => kept.delete(key));
    kept.set(key, found);
    while (kept.size > 200) kept.delete(kept.keys().next().value as string);
  }
  return found;
}

export interface Loaded<T> {
  value?: T;
  error?: string;
}

/** A document for a component; while a newer version comes, the older one stays. */
export function useDocument<T>(run: number, address: string | null): Loaded<T> {
  const version = versionOf(run);
  const [found, set] = useState<Loaded<T> & { address?: string }>({});
  useEffect(() => {
    let wanted = true;
    if (address === null) return;
    load<T>(run, address).then(
      (value) => wanted && set({ value, address: `${run}/${address}` }),
      (error: Error) => wanted && set({ error: error.message, address: `${run}/${address}` }),
    );
    return () => {
      wanted = false;
    };
  }, [run, address, version]);
  return found.address === `${run}/${address}` ? found : {};
}

/** Everything about a run that moving through time needs. */
export interface Society {
  about: About;
  states: States;
  days: Days;
  ties: Ties;
  rewards: Rewards;
}

/** A run's society; nothing while there is no run. */
export function useSociety(run: number | undefined): Loaded<Society> {
  const version = run === undefined ? 0 : versionOf(run);
  const [found, set] = useState<Loaded<Society> & { run?: number }>({});
  useEffect(() => {
    let wanted = true;
    if (run === undefined || !site.value?.runs[run]) return;
    Promise.all([
      load<About>(run, "about.json"),
      load<States>(run, "states.json"),
      load<Days>(run, "days.json"),
      load<Ties>(run, "ties.json"),
      load<Rewards>(run, "rewards.json"),
    ]).then(
      ([about, states, days, ties, rewards]) =>
        wanted && set({ run, value: { about, states, days, ties, rewards } }),
      (error: Error) => wanted && set({ run, error: error.message }),
    );
    return () => {
      wanted = false;
    };
  }, [run, version]);
  return run !== undefined && found.run === run ? found : {};
}

interface Week {
  messages: unknown[];
  asked: (Loose & { n: number; inputs?: unknown; short: Asked })[];
}

/** What was asked of somebody in a week. */
export async function askedIn(run: number, who: string, year: number, week: number): Promise<Asked[]> {
  if (site.value?.static) {
    if (!site.value.runs[run]?.prompts) return [];
    const found = await load<Week>(run, `prompts/${who}/${year}/${week}.json`).catch(() => null);
    return found ? found.asked.map((one) => one.short) : [];
  }
  return (await load<{ asked: Asked[] }>(run, `asked/${who}/${year}/${week}.json`)).asked;
}

/** One question with its whole prompt and answer. */
export async function askedOnce(run: number, who: string, year: number, week: number, n: number): Promise<Loose> {
  if (!site.value?.static) return load<Loose>(run, `asked/${who}/${year}/${week}/${n}.json`);
  const found = await load<Week>(run, `prompts/${who}/${year}/${week}.json`);
  const one = found.asked.find((each) => each.n === n);
  if (!one) throw new Error("there is nothing here");
  const { short: _, ...line } = one;
  const inputs = Array.isArray(one.inputs) ? one.inputs.map((at) => found.messages[at as number]) : [];
  return { ...line, inputs };
}

async function poll(): Promise<void> {
  const runs = site.value?.runs ?? [];
  try {
    const now = await Promise.all(runs.map((_, run) => ask<Live>(`${run}/live.json`)));
    if (JSON.stringify(now) !== JSON.stringify(live.value)) live.value = now;
    trouble.value = "";
  } catch {
    trouble.value = "The viewer's server does not answer; what is shown is what was there last.";
  }
}

async function keepUp(): Promise<never> {
  for (;;) {
    const ready = live.value.every((one) => one.stage === "ready");
    await new Promise((done) => setTimeout(done, ready ? POLL : READING));
    if (!document.hidden) await poll();
  }
}

export async function start(): Promise<void> {
  const found = await ask<Site>("site.json");
  const version = { version: -1, stage: "ready", share: 1, time: null, finished: true };
  live.value = found.runs.map(() => version);
  site.value = found;
  if (!found.static) {
    await poll();
    void keepUp();
  }
}
