// What the server's documents hold (agentopia_env/viewer/documents.py).

export interface Site {
  static: boolean;
  runs: { name: string; prompts?: boolean }[];
}

export interface Live {
  version: number;
  stage: string;
  share: number;
  time: string | null;
  finished: boolean;
}

export interface Person {
  name: string;
  policy: string;
  intro: string;
  gender: string;
  birth_year?: number;
}

export interface PlaceInfo {
  key: string;
  name: string;
  size: string;
  home: boolean;
  description: string;
  objects: string[];
}

export interface Position {
  organization?: string;
  role?: string;
  type?: string;
  description?: string;
  weekly_income?: number;
  capacity?: number;
  occupied_by?: string[];
  min_skills?: Record<string, number>;
}

export interface About {
  name: string;
  world: string;
  setting: string;
  language: string;
  fidelity: string;
  layout: string;
  seed: number | null;
  finished: boolean;
  n_week: number;
  n_day: number;
  n_year: number;
  people: Person[];
  places: PlaceInfo[];
  moments: string[];
  features: string[];
  positions: Position[];
  damage: string[];
  config: unknown;
}

export const VALUES = ["vitality", "mood", "material", "social", "esteem", "deposit", "skills"] as const;
export type Value = (typeof VALUES)[number];
export type Series = { at: number[] } & Record<Value, (number | null)[]>;

export interface States {
  people: Series[];
}

/** Rows of moment, person, type, place, scene, entry. */
export interface Days {
  types: string[];
  rows: [number, number, number, number, number, number][];
}

export interface Ties {
  /** year, week, from, to, count */
  messages: [number, number, number, number, number][];
  /** year, week, one, other, count */
  meetings: [number, number, number, number, number][];
  /** year, rater, rated, affection, respect */
  ratings: [number, number, number, number | null, number | null][];
}

export interface Reward {
  year: number;
  who: number;
  advantage: number | null;
  total_score?: number | null;
  social?: Record<string, number> | null;
  subjective?: Record<string, number> | null;
  economy?: Record<string, number> | null;
}

export interface Rewards {
  rows: Reward[];
  weights: [number, number, number];
  like: number;
}

export interface Entry {
  id: number;
  kind: string;
  who: number;
  time: string;
  title: string;
  about?: string;
  type?: string;
  place?: string;
  scene?: string;
}

export interface Segment {
  text: string;
  hidden: string[];
}

export interface SceneLine {
  speaker: string;
  segments: Segment[];
  deeds?: string[];
}

export interface SceneDoc extends Entry {
  names: string[];
  text: string;
  lines: SceneLine[];
  people: (Record<string, unknown> & { entry: number; agent_name?: string })[];
}

export interface Asked {
  n: number;
  time: string;
  kind: string;
  key: string;
  policy: string;
  answer: string;
  prompt: boolean;
  input_tokens?: number;
  output_tokens?: number;
  state?: string;
}

export type Loose = Record<string, unknown>;

export interface PersonDoc {
  name: string;
  profiles: Record<string, Loose>;
  history: Loose[];
  memory: { file: string; versions: number; last: string }[];
  contacts: { other: string; sent: number; came: number }[];
}

export interface YearDoc {
  plans: Loose[];
  days: (Loose & { entry: number })[];
  diary: Loose[];
  states: Loose[];
  schedule: Loose[];
}
