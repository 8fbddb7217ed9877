// Moments are texts like Y2020-W05-activity-D2; a run's calendar lists those lived through.

export interface Moment {
  year: number;
  week: number;
  stage: string;
  index: number;
}

const FORM = /^Y(-?\d+)-W(\d+)(?:-([a-z_]+?)(?:-[SD](\d+))?)?$/;
const ORDER = [
  "begin", "plan", "before_contact", "contact", "after_contact", "activity", "review", "settle",
];

export function parse(time: string): Moment {
  const found = FORM.exec(time);
  if (!found) return { year: 0, week: 0, stage: "begin", index: 0 };
  return {
    year: Number(found[1]),
    week: Number(found[2]),
    stage: found[3] ?? "begin",
    index: Number(found[4] ?? 0),
  };
}

function rank(time: string): number {
  const { year, week, stage, index } = parse(time);
  return ((year * 1000 + week) * 20 + Math.max(0, ORDER.indexOf(stage))) * 1000 + index;
}

/** The last moment of a calendar that is not after a time. */
export function indexAt(moments: readonly string[], time: string): number {
  const exact = moments.indexOf(time);
  if (exact >= 0) return exact;
  const wanted = rank(time);
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rank(moments[middle]!) <= wanted) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** When a year was settled: ratings, applications, rewards. */
export function yearsEnd(moments: readonly string[], year: number): string | undefined {
  return moments.findLast((time) => {
    const moment = parse(time);
    return moment.year === year && moment.stage === "settle";
  });
}

const STAGES: Record<string, string> = {
  begin: "Settlement", plan: "Plan", before_contact: "Public events", contact: "Contact",
  after_contact: "Schedules", activity: "Day", review: "Review", settle: "Week's end",
};

export function stageName(moment: Moment): string {
  const name = STAGES[moment.stage] ?? moment.stage;
  if (moment.stage === "contact") return moment.index ? `Contact round ${moment.index}` : name;
  return moment.stage === "activity" ? (moment.index ? `Day ${moment.index}` : "Days") : name;
}

/** "2020, week 5, day 2" */
export function spoken(time: string): string {
  const moment = parse(time);
  if (moment.week === 0) return `start of ${moment.year}`;
  return `${moment.year}, week ${moment.week}, ${stageName(moment).toLowerCase()}`;
}

export function short(time: string): string {
  const moment = parse(time);
  if (moment.week === 0) return `${moment.year} start`;
  const stage = moment.stage === "activity" ? `day ${moment.index}` : stageName(moment).toLowerCase();
  return `${moment.year} w${moment.week} ${stage}`;
}
