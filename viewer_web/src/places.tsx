// The map: every place keeps its spot, whoever was there that day stands in it, in company or alone.
import { useMemo, useState } from "preact/hooks";
import { viewOf, type Together } from "./model";
import { Link, nameOf, useMoment, usePane } from "./ui";
import { spoken } from "./time";

export function Places() {
  const { society } = usePane();
  const view = viewOf(society);
  const moment = useMoment();
  const day = view.dayAt(moment);
  const [all, setAll] = useState(true);
  const groups = useMemo(() => view.whereabouts(day), [view, day]);
  const byPlace = useMemo(() => {
    const found = new Map<number, Together[]>();
    for (const group of groups) found.set(group.place, [...(found.get(group.place) ?? []), group]);
    return found;
  }, [groups]);
  const time = society.about.moments[day];
  const publics = society.about.places.map((place, number) => ({ place, number })).filter(({ place }) => !place.home);
  const homes = society.about.places.map((place, number) => ({ place, number })).filter(({ place, number }) => place.home && byPlace.has(number));
  const elsewhere = byPlace.get(-1);
  return (
    <section class="card" aria-label="Places">
      <div class="tools">
        <h2>Who is where</h2>
        <span class="faint">{time ? spoken(time) : "no day yet"}</span>
        <label><input type="checkbox" checked={all} onChange={() => setAll(!all)} /> empty places</label>
      </div>
      <div class="map">
        {publics.map(({ place, number }) => {
          const here = byPlace.get(number) ?? [];
          if (!all && !here.length) return null;
          return (
            <div key={place.key} class={`place ${place.size}${here.length ? "" : " empty"}`}>
              <h3 title={place.description}><bdi>{place.name}</bdi></h3>
              {here.map((group) => <Group key={group.scene} group={group} />)}
            </div>
          );
        })}
        {(homes.length > 0 || elsewhere) && (
          <div class="place homes">
            <h3>At home</h3>
            {homes.map(({ place, number }) => byPlace.get(number)!.map((group) => <Group key={group.scene} group={group} hint={place.name} />))}
            {elsewhere?.map((group) => <Group key={group.scene} group={group} />)}
          </div>
        )}
      </div>
    </section>
  );
}

function Group({ group, hint }: { group: Together; hint?: string }) {
  const { society } = usePane();
  const names = group.people.map((who) => nameOf(society, who));
  return (
    <Link page="scene" rest={[group.entry]} class={`group ${group.type}`}>
      <span class="unseen">{group.type}: </span>
      {names.map((name, at) => <span class="chip"><bdi>{name}</bdi>{at < names.length - 1 && <span class="unseen">, </span>}</span>)}
      {hint && <span class="unseen">, <bdi>{hint}</bdi></span>}
    </Link>
  );
}
