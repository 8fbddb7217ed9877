// What the run is: its world, its settings, its places and positions, and what cannot be read.
import { Anything, Names, shown, usePane } from "./ui";

export function AboutPage() {
  const { about } = usePane().society;
  return (
    <article>
      <h2><bdi>{about.name}</bdi></h2>
      <p class="faint">
        {[`world ${about.world || "unknown"}`, `${about.people.length} people`, `${about.fidelity} fidelity`, about.seed !== null && `seed ${about.seed}`,
          about.finished ? "finished" : "not finished", about.layout === "reference" && "written by the reference implementation"].filter(Boolean).join(" · ")}
      </p>
      {about.damage.length > 0 && (
        <section><h3>What cannot be read</h3><ul>{about.damage.map((one) => <li><bdi>{one}</bdi></li>)}</ul></section>
      )}
      {about.setting && <section><h3>The world</h3><p class="prose"><bdi>{about.setting}</bdi></p></section>}
      <section>
        <h3>Places</h3>
        <dl class="places">
          {about.places.filter((place) => !place.home).map((place) => (
            <div key={place.key}>
              <dt><bdi>{place.name}</bdi> <span class="faint">{place.size}</span></dt>
              <dd><bdi>{place.description}</bdi> <span class="faint"><bdi>{place.objects.join(", ")}</bdi></span></dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>Positions</h3>
        <div class="scroll"><table class="figures">
          <thead><tr><th scope="col">Position</th><th scope="col">Income a week</th><th scope="col">Held by, at the end</th></tr></thead>
          <tbody>
            {about.positions.map((one) => (
              <tr><th scope="row"><bdi>{one.role}</bdi>, <bdi class="faint">{one.organization}</bdi></th><td>{shown(one.weekly_income)}</td><td><Names names={(one.occupied_by ?? []).map(String)} /></td></tr>
            ))}
          </tbody>
        </table></div>
      </section>
      <section><h3>Settings</h3><details><summary>config.json</summary><Anything value={about.config} /></details></section>
    </article>
  );
}
