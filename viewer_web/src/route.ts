// Where the page is: one address for each pane, and the moment both stand at.
//   #/0/society@Y2020-W05-plan      #/0/person/3+/1/person/3@Y2020-W05-plan
import { batch, computed, signal } from "@preact/signals";

export interface Route {
  run: number;
  page: string;
  rest: string[];
}

export const panes = signal<Route[]>([{ run: 0, page: "society", rest: [] }]);
/** The moment looked at; empty: the last there is. */
export const at = signal("");
/** Whether to stay at the end of a run that goes on. */
export const following = computed(() => at.value === "");

function parsePane(text: string): Route | null {
  const [, run, page, ...rest] = text.split("/");
  if (run === undefined || !/^\d+$/.test(run)) return null;
  return { run: Number(run), page: page || "society", rest: rest.map(decode) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function written(route: Route): string {
  return ["", String(route.run), route.page, ...route.rest.map(encodeURIComponent)].join("/");
}

function address(routes: Route[], time: string): string {
  return `#${routes.map(written).join("+")}${time ? `@${time}` : ""}`;
}

/** The address of the page with one pane changed, the moment kept unless one is given. */
export function href(pane: number, page: string, rest: (string | number)[] = [], time?: string): string {
  const routes = [...panes.value];
  const run = routes[pane]?.run ?? 0;
  routes[pane] = { run, page, rest: rest.map(String) };
  return address(routes, time ?? at.value);
}

export function setPanes(routes: Route[]): void {
  location.hash = address(routes, at.value);
}

let late = 0;
/** Move to a moment; the address follows when the movement has come to rest. */
export function moveTo(time: string): void {
  at.value = time;
  clearTimeout(late);
  late = window.setTimeout(() => history.replaceState(null, "", address(panes.value, at.value)), 250);
}

function read(): void {
  const [routes = "", time] = location.hash.replace(/^#/, "").split("@");
  const found = routes.split("+").map(parsePane).filter((one): one is Route => one !== null).slice(0, 2);
  clearTimeout(late);
  batch(() => {
    panes.value = found.length ? found : [{ run: 0, page: "society", rest: [] }];
    at.value = time ?? "";
  });
}

export function listen(): void {
  read();
  addEventListener("hashchange", read);
}
