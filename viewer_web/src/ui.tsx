// Small parts that all pages are made of. Texts of the run only ever become text nodes.
import { createContext, type ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { Society } from "./data";
import { at, href } from "./route";
import { indexAt, parse, short } from "./time";
import type { Loose } from "./types";

export interface PaneContext {
  pane: number;
  run: number;
  society: Society;
}

export const Pane = createContext<PaneContext | null>(null);

export function usePane(): PaneContext {
  const found = useContext(Pane);
  if (!found) throw new Error("outside a pane");
  return found;
}

/** The number of the moment looked at, in this pane's run. */
export function useMoment(): number {
  const { moments } = usePane().society.about;
  return at.value ? indexAt(moments, at.value) : moments.length - 1;
}

export function useTime(): string {
  return usePane().society.about.moments[useMoment()] ?? "";
}

interface LinkProps {
  page: string;
  rest?: (string | number)[];
  time?: string;
  class?: string;
  label?: string;
  children: ComponentChildren;
}

export function Link({ page, rest = [], time, label, children, ...more }: LinkProps) {
  const { pane } = usePane();
  return (
    <a href={href(pane, page, rest, time)} class={more.class} aria-label={label}>
      {children}
    </a>
  );
}

export function nameOf(society: Society, who: number): string {
  return society.about.people[who]?.name ?? "somebody";
}

export function Who({ who, name }: { who?: number; name?: string }) {
  const { society } = usePane();
  const number = who ?? society.about.people.findIndex((one) => one.name === name);
  const shown = name ?? nameOf(society, number);
  if (number < 0) return <bdi class="who">{shown}</bdi>;
  return (
    <Link page="person" rest={[number]} class="who">
      <bdi>{shown}</bdi>
    </Link>
  );
}

export function Names({ names }: { names: string[] }) {
  return (
    <>
      {names.map((name, number) => (
        <>
          {number > 0 && ", "}
          <Who name={name} />
        </>
      ))}
    </>
  );
}

/** A time that can be moved to. */
export function When({ time, page, rest }: { time: string; page?: string; rest?: (string | number)[] }) {
  return (
    <Link page={page ?? "society"} rest={rest} time={time} class="when" label={`${short(time)}: go there`}>
      <time>{short(time)}</time>
    </Link>
  );
}

/** The way to what somebody was asked at a moment; nobody was for what the world began with. */
export function Prompted({ who, time, label }: { who: number; time?: string; label?: string }) {
  if (who < 0 || !time || parse(time).week === 0) return null;
  return <Link page="behind" rest={[who, time]} class="behind" label={label}>Prompt</Link>;
}

export function Tabs({ label, tabs, now }: { label: string; tabs: [string, string, (string | number)[]][]; now: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(([title, page, rest]) => {
        const key = [page, ...rest].join("/");
        return (
          <TabLink key={key} page={page} rest={rest} current={key === now}>
            {title}
          </TabLink>
        );
      })}
    </nav>
  );
}

function TabLink({ page, rest, current, children }: { page: string; rest: (string | number)[]; current: boolean; children: ComponentChildren }) {
  const { pane } = usePane();
  return (
    <a href={href(pane, page, rest)} aria-current={current ? "page" : undefined}>
      {children}
    </a>
  );
}

export function Waiting({ error }: { error?: string }) {
  return error ? (
    <p class="error" role="alert">Cannot be shown: {error}.</p>
  ) : (
    <p class="loading" role="status">Reading…</p>
  );
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function object(value: unknown): Loose {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Loose) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function shown(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

export function signed(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return "–";
  return `${value > 0 ? "+" : value < 0 ? "−" : "±"}${shown(Math.abs(value), digits)}`;
}

/** Any JSON as nested lists of terms: what a record holds that no page knows of. */
export function Anything({ value }: { value: unknown }) {
  if (Array.isArray(value)) {
    if (!value.length) return <span class="faint">none</span>;
    if (value.every((one) => typeof one !== "object")) return <bdi>{value.map(String).join(", ")}</bdi>;
    return <ul class="plain">{value.map((one) => <li><Anything value={one} /></li>)}</ul>;
  }
  if (value !== null && typeof value === "object") {
    return (
      <dl class="facts">
        {Object.entries(value).map(([key, one]) => (
          <div>
            <dt>{key.replaceAll("_", " ")}</dt>
            <dd><Anything value={one} /></dd>
          </div>
        ))}
      </dl>
    );
  }
  return <bdi class="prose">{value === null || value === undefined ? "–" : String(value)}</bdi>;
}
