// A society at a moment, computed from the documents that the page holds.
import type { Society } from "./data";
import { parse } from "./time";
import type { Reward, Series, Value } from "./types";

const MEMORY = 10; // weeks that a contact still counts
const FADING = 0.85;

export interface Tie {
  a: number;
  b: number;
  weight: number;
  mutual?: boolean;
}

export interface Together {
  scene: number;
  type: string;
  place: number;
  people: number[];
  entry: number;
}

export type TieKind = "contact" | "affection" | "respect";

export class View {
  readonly n: number;
  private readonly weekOf: Int32Array;
  private readonly byMoment = new Map<number, number[]>();
  private readonly dayMoments: number[] = [];
  private readonly byWeek = new Map<number, [number, number, number][]>();
  private readonly ratings = new Map<number, [number, number, number | null, number | null][]>();
  private readonly rewardOf = new Map<string, Reward>();
  private readonly cache = new Map<string, Tie[]>();

  constructor(readonly society: Society) {
    const { about, days, ties, rewards } = society;
    this.n = about.people.length;
    this.weekOf = Int32Array.from(about.moments, (time) => {
      const { year, week } = parse(time);
      return this.weekNumber(year, week);
    });
    days.rows.forEach((row, number) => {
      const found = this.byMoment.get(row[0]);
      if (found) found.push(number);
      else {
        this.byMoment.set(row[0], [number]);
        this.dayMoments.push(row[0]);
      }
    });
    this.dayMoments.sort((a, b) => a - b);
    for (const [rows, weight] of [[ties.messages, 1], [ties.meetings, 3]] as const) {
      for (const [year, week, a, b, count] of rows) {
        const number = this.weekNumber(year, week);
        const found = this.byWeek.get(number) ?? [];
        found.push([a, b, weight * count]);
        this.byWeek.set(number, found);
      }
    }
    for (const [year, ...rating] of ties.ratings) {
      const found = this.ratings.get(year) ?? [];
      found.push(rating);
      this.ratings.set(year, found);
    }
    for (const one of rewards.rows) this.rewardOf.set(`${one.year}/${one.who}`, one);
  }

  private weekNumber(year: number, week: number): number {
    return year * (this.society.about.n_week + 1) + week;
  }

  /** A value of somebody's state at a moment: the last that was recorded. */
  value(person: number, name: Value, moment: number): number | null {
    const series = this.society.states.people[person];
    if (!series) return null;
    const at = last(series, moment);
    return at < 0 ? null : (series[name][at] ?? null);
  }

  /** The mean over everybody. */
  mean(name: Value, moment: number): number | null {
    let sum = 0;
    let count = 0;
    for (let person = 0; person < this.n; person++) {
      const value = this.value(person, name, moment);
      if (value !== null) {
        sum += value;
        count += 1;
      }
    }
    return count ? sum / count : null;
  }

  values(name: Value, moment: number): number[] {
    const found: number[] = [];
    for (let person = 0; person < this.n; person++) {
      const value = this.value(person, name, moment);
      if (value !== null) found.push(value);
    }
    return found;
  }

  /** The last day at or before a moment, -1 before the first. */
  dayAt(moment: number): number {
    let low = 0;
    let high = this.dayMoments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.dayMoments[middle]! <= moment) low = middle + 1;
      else high = middle;
    }
    return low ? this.dayMoments[low - 1]! : -1;
  }

  /** Who is where with whom on a day. */
  whereabouts(day: number): Together[] {
    const { days } = this.society;
    const found = new Map<number, Together>();
    for (const number of this.byMoment.get(day) ?? []) {
      const [, who, type, place, scene, entry] = days.rows[number]!;
      const one = found.get(scene);
      if (one) one.people.push(who);
      else found.set(scene, { scene, type: days.types[type] ?? "", place, people: [who], entry });
    }
    return [...found.values()];
  }

  /** The year whose ratings hold at a moment; null before the first year's end. */
  ratedYear(moment: number): number | null {
    const time = this.society.about.moments[moment] ?? "";
    const { year, stage, week } = parse(time);
    const done = stage === "settle" && week >= this.society.about.n_week;
    let found: number | null = null;
    for (const one of this.ratings.keys()) {
      if ((done ? one <= year : one < year) && (found === null || one > found)) found = one;
    }
    return found;
  }

  /** The ties of a kind at a moment, the strongest first. */
  ties(kind: TieKind, moment: number): Tie[] {
    const when = kind === "contact" ? this.weekOf[moment] ?? 0 : this.ratedYear(moment) ?? -1;
    const key = `${kind}/${when}`;
    let found = this.cache.get(key);
    if (!found) {
      found = kind === "contact" ? this.contact(when) : this.rated(kind, when);
      found.sort((one, other) => other.weight - one.weight);
      this.cache.set(key, found);
    }
    return found;
  }

  /** All contact of the run, for a layout that stays. */
  allContact(): Tie[] {
    return this.summed([...this.byWeek.values()].map((rows) => [rows, 1]));
  }

  private contact(week: number): Tie[] {
    const parts: [[number, number, number][], number][] = [];
    let number = week;
    for (let back = 0; back < MEMORY; back++) {
      const rows = this.byWeek.get(number);
      if (rows) parts.push([rows, FADING ** back]);
      number -= 1;
      if (number % (this.society.about.n_week + 1) === 0) number -= 1; // a year has no week 0
    }
    return this.summed(parts);
  }

  private summed(parts: [[number, number, number][], number][]): Tie[] {
    const sums = new Map<number, number>();
    for (const [rows, factor] of parts) {
      for (const [a, b, weight] of rows) {
        const key = Math.min(a, b) * this.n + Math.max(a, b);
        sums.set(key, (sums.get(key) ?? 0) + weight * factor);
      }
    }
    return [...sums].map(([key, weight]) => ({ a: Math.floor(key / this.n), b: key % this.n, weight }));
  }

  private rated(kind: "affection" | "respect", year: number): Tie[] {
    const least = this.society.rewards.like;
    const given = new Map<number, number>();
    for (const [rater, rated, affection, respect] of this.ratings.get(year) ?? []) {
      const score = kind === "affection" ? affection : respect;
      if (score !== null && score >= least) given.set(rater * this.n + rated, score);
    }
    const found: Tie[] = [];
    for (const [key, score] of given) {
      const a = Math.floor(key / this.n);
      const b = key % this.n;
      const back = given.get(b * this.n + a);
      if (back === undefined) found.push({ a, b, weight: (score - least) / 40 + 0.1 });
      else if (a < b) found.push({ a, b, weight: (score + back - 2 * least) / 40 + 0.5, mutual: true });
    }
    return found;
  }

  reward(person: number, year: number): Reward | undefined {
    return this.rewardOf.get(`${year}/${person}`);
  }

  rewardYears(): number[] {
    return [...new Set(this.society.rewards.rows.map((row) => row.year))].sort((a, b) => a - b);
  }

  /** What others think of somebody at a year's end, and they of others. */
  opinions(person: number, year: number): { of: number; by: number; affection: number | null; respect: number | null }[] {
    const found = [];
    for (const [by, of, affection, respect] of this.ratings.get(year) ?? []) {
      if (by === person || of === person) found.push({ by, of, affection, respect });
    }
    return found;
  }

  ratingYears(): number[] {
    return [...this.ratings.keys()].sort((a, b) => a - b);
  }

  /** Friends: affection of at least the threshold both ways. */
  friendsPerPerson(year: number): number {
    const mutual = this.rated("affection", year).filter((tie) => tie.mutual).length;
    return this.n ? (2 * mutual) / this.n : 0;
  }

  contactsIn(year: number, week: number): number {
    return (this.byWeek.get(this.weekNumber(year, week)) ?? []).length;
  }
}

const views = new WeakMap<Society, View>();

export function viewOf(society: Society): View {
  let found = views.get(society);
  if (!found) {
    found = new View(society);
    views.set(society, found);
  }
  return found;
}

/** Which of a series' records is the last at or before a moment; -1: none. */
export function last(series: Series, moment: number): number {
  const { at } = series;
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** G = Σ_i (2i − n − 1) x_i / (n Σ x), x ascending, i from 1. */
export function gini(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  if (!sorted.length || sum <= 0) return null;
  const n = sorted.length;
  return sorted.reduce((total, value, i) => total + (2 * (i + 1) - n - 1) * value, 0) / (n * sum);
}
