// The society as a graph: everybody keeps their place, the ties change with time.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { useMemo, useState } from "preact/hooks";
import { viewOf, type Tie, type TieKind, type View } from "./model";
import { href } from "./route";
import { nameOf, shown, useMoment, usePane, Who } from "./ui";
import type { Value } from "./types";

const WIDTH = 900;
const HEIGHT = 620;
const TIES_EACH = 4; // drawn for each person; more than that is a hairball
const FEW = 34; // so many names fit

const COLOURS: [Value, string, number, number][] = [
  ["mood", "Mood", 20, 80], ["vitality", "Vitality", 0, 100], ["social", "Social fulfilment", 20, 80],
  ["esteem", "Esteem", 20, 80], ["material", "Material fulfilment", 0, 100], ["deposit", "Money", 0, 5000],
];
const KINDS: [TieKind, string][] = [
  ["contact", "Contact, last ten weeks"], ["affection", "Affection, last ratings"], ["respect", "Respect, last ratings"],
];

type Spot = SimulationNodeDatum & { id: number };

function layout(view: View, before?: Spot[]): Spot[] {
  const ties = view.allContact().sort((a, b) => b.weight - a.weight).slice(0, view.n * 6);
  const most = Math.max(1, ...ties.map((tie) => tie.weight));
  const spots: Spot[] = Array.from({ length: view.n }, (_, id) => ({ id, x: before?.[id]?.x, y: before?.[id]?.y }));
  const links = ties.map((tie) => ({ source: tie.a, target: tie.b, strength: 0.05 + 0.5 * Math.sqrt(tie.weight / most) }));
  const spread = Math.min(190, 900 / Math.sqrt(view.n + 1));
  forceSimulation(spots)
    .force("link", forceLink(links).distance(spread * 0.7).strength((link) => (link as unknown as { strength: number }).strength))
    .force("charge", forceManyBody().strength(-spread * 4))
    .force("x", forceX(0).strength(0.09))
    .force("y", forceY(0).strength(0.13))
    .force("collide", forceCollide(16))
    .stop()
    .tick(before ? 40 : view.n > 400 ? 120 : 260);
  return spots;
}

function fitted(spots: Spot[]): Spot[] {
  const xs = spots.map((spot) => spot.x ?? 0);
  const ys = spots.map((spot) => spot.y ?? 0);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (value: number, low: number, high: number, to: number) => 50 + ((value - low) / (high - low || 1)) * (to - 100);
  return spots.map((spot) => ({ ...spot, x: scale(spot.x ?? 0, left, right, WIDTH), y: scale(spot.y ?? 0, top, bottom, HEIGHT) }));
}

const laid = new WeakMap<View, Spot[]>();
const settled = new Map<string, { spots: Spot[]; ties: boolean }>();

/** Where everybody stands; when a run has gone on, near where they stood. */
function spotsOf(view: View): Spot[] {
  let found = laid.get(view);
  if (!found) {
    const { about, ties } = view.society;
    const key = [about.name, ...about.people.map((one) => one.name)].join("\n");
    const known = settled.get(key);
    const spots = layout(view, known?.ties ? known.spots : undefined);
    settled.set(key, { spots, ties: ties.messages.length + ties.meetings.length > 0 });
    found = fitted(spots);
    laid.set(view, found);
  }
  return found;
}

export function Graph() {
  const { pane, society } = usePane();
  const view = viewOf(society);
  const moment = useMoment();
  const [kind, setKind] = useState<TieKind>("contact");
  const [colour, setColour] = useState<Value>("mood");
  const [near, setNear] = useState(-1);
  const spots = useMemo(() => spotsOf(view), [view]);
  const ties = view.ties(kind, moment);
  const drawn = useMemo(() => ties.filter((tie, at) => at < TIES_EACH * view.n || tie.a === near || tie.b === near), [ties, near, view.n]);
  const friends = useMemo(() => neighbours(ties, near), [ties, near]);
  const degree = useMemo(() => degrees(ties, view.n), [ties, view.n]);
  const [, , low, high] = COLOURS.find(([name]) => name === colour)!;
  const most = drawn[0]?.weight ?? 1;
  const best = useMemo(() => named(degree), [degree]);
  return (
    <section class="card graph" aria-label="Relationships">
      <div class="tools">
        <h2>Relationships</h2>
        {ties.length > drawn.length && <span class="faint">the strongest {drawn.length} of {ties.length}</span>}
        <label>Ties <select value={kind} onChange={(event) => setKind(event.currentTarget.value as TieKind)}>
          {KINDS.map(([key, title]) => <option key={key} value={key}>{title}</option>)}
        </select></label>
        <label>Colour <select value={colour} onChange={(event) => setColour(event.currentTarget.value as Value)}>
          {COLOURS.map(([key, title]) => <option key={key} value={key}>{title}</option>)}
        </select></label>
        <span class="scale" aria-hidden="true"><i>{shown(low)}</i><span /><i>{shown(high)}</i></span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class={near >= 0 ? "focused" : ""} role="group" aria-label={`${view.n} people, ${ties.length} ties`}>
        <g class="ties">
          {drawn.map((tie) => {
            const [one, other] = [spots[tie.a], spots[tie.b]];
            if (!one || !other) return null;
            const mine = near < 0 || tie.a === near || tie.b === near;
            return (
              <line
                key={tie.a * view.n + tie.b} x1={one.x} y1={one.y} x2={other.x} y2={other.y}
                class={mine ? (tie.mutual ? "tie mutual" : "tie") : "tie away"}
                stroke-width={(0.5 + 4 * (tie.weight / most)).toFixed(1)}
              />
            );
          })}
        </g>
        {spots.map((spot) => {
          const value = view.value(spot.id, colour, moment);
          const share = value === null ? 0.5 : Math.max(0, Math.min(1, (value - low) / (high - low)));
          const name = nameOf(society, spot.id);
          const away = near >= 0 && near !== spot.id && !friends.has(spot.id);
          return (
            <a
              key={spot.id} href={href(pane, "person", [spot.id])} class={away ? "node away" : "node"}
              aria-label={`${name}, ${colour} ${shown(value)}, ${degree[spot.id] ?? 0} ties`}
              onMouseEnter={() => setNear(spot.id)} onMouseLeave={() => setNear(-1)}
              onFocus={() => setNear(spot.id)} onBlur={() => setNear(-1)}
            >
              <circle cx={spot.x} cy={spot.y} r={6 + Math.min(9, Math.sqrt(degree[spot.id] ?? 0) * 2)} class={`shade s${Math.round(share * 8)}`} />
            </a>
          );
        })}
        <g class="letters-of" aria-hidden="true">
          {spots.map((spot) => {
            const wanted = near >= 0 ? near === spot.id || friends.has(spot.id) : view.n <= FEW || best.has(spot.id);
            return wanted && <text key={spot.id} x={spot.x} y={(spot.y ?? 0) - 13} text-anchor={anchor(spot.x ?? 0)}>{short(nameOf(society, spot.id))}</text>;
          })}
        </g>
      </svg>
      {kind !== "contact" && view.ratedYear(moment) === null && <p class="faint">Nobody has rated anybody before the first year's end.</p>}
      <details>
        <summary>As a list</summary>
        <ol class="tielist">
          {ties.slice(0, 60).map((tie) => (
            <li key={tie.a * view.n + tie.b}><Who who={tie.a} /> and <Who who={tie.b} />{tie.mutual ? ", both ways" : ""} <span class="faint">{shown(tie.weight, 1)}</span></li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function short(name: string): string {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}

function neighbours(ties: Tie[], near: number): Set<number> {
  const found = new Set<number>();
  if (near >= 0) for (const tie of ties) {
    if (tie.a === near) found.add(tie.b);
    if (tie.b === near) found.add(tie.a);
  }
  return found;
}

function degrees(ties: Tie[], n: number): number[] {
  const found = new Array<number>(n).fill(0);
  for (const tie of ties) {
    found[tie.a]! += 1;
    found[tie.b]! += 1;
  }
  return found;
}

function named(degree: number[]): Set<number> {
  const order = degree.map((count, id) => [count, id] as const).sort((a, b) => b[0] - a[0]);
  return new Set(order.slice(0, 14).map(([, id]) => id));
}

/** Names near an edge run inwards. */
function anchor(x: number): "start" | "middle" | "end" {
  return x < 90 ? "start" : x > WIDTH - 90 ? "end" : "middle";
}
