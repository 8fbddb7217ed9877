// Memory files with what each change changed, and what was written to and fro.
import { useDocument } from "./data";
import { Changed } from "./changed";
import { indexAt } from "./time";
import type { Loose, PersonDoc } from "./types";
import { Link, Prompted, text, useMoment, usePane, Waiting, When, Who } from "./ui";

export function Memory({ who, doc, rest }: { who: number; doc: PersonDoc; rest: string[] }) {
  const open = rest[0] === undefined ? -1 : Number(rest[0]);
  return (
    <div class="shelf">
      <nav aria-label="Memory files">
        <ul class="plain files">
          {doc.memory.map((one, at) => (
            <li key={one.file}>
              <Link page="person" rest={[who, "memory", at]} class={at === open ? "current" : ""}>
                <bdi>{one.file}</bdi> <span class="faint">{one.versions}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div>{open >= 0 ? <File who={who} file={open} /> : <p class="faint">{doc.memory.length} files. Choose one to see how it grew.</p>}</div>
    </div>
  );
}

function File({ who, file }: { who: number; file: number }) {
  const { run, society } = usePane();
  const moment = useMoment();
  const { value, error } = useDocument<{ file: string; versions: Loose[] }>(run, `person/${who}/memory/${file}.json`);
  if (!value) return <Waiting error={error} />;
  const before = value.versions.filter((one) => indexAt(society.about.moments, text(one.time)) <= moment);
  const later = value.versions.length - before.length;
  return (
    <section aria-label="Versions">
      <h3><bdi>{value.file}</bdi></h3>
      {later > 0 && <p class="faint">{later} later {later === 1 ? "version" : "versions"}, after the moment looked at.</p>}
      <ol class="plain">
        {before.map((one, at) => (
          <li class="note" key={at}>
            <p><When time={text(one.time)} page="person" rest={[who, "memory", file]} /> <span class="faint">version {at + 1}</span> <Prompted who={who} time={text(one.time)} /></p>
            {text(one.summary) !== text(one.content) && <p class="faint"><bdi>{text(one.summary)}</bdi></p>}
            <Changed before={at ? text(before[at - 1]?.content) : text(one.content)} after={text(one.content)} />
          </li>
        )).reverse()}
      </ol>
      {!before.length && <p class="faint">Not written yet at this moment.</p>}
    </section>
  );
}

export function Contacts({ who, doc, rest }: { who: number; doc: PersonDoc; rest: string[] }) {
  const open = rest[0] === undefined ? -1 : Number(rest[0]);
  return (
    <div class="shelf">
      <nav aria-label="Contacts">
        <ul class="plain files">
          {doc.contacts.map((one, at) => (
            <li key={one.other}>
              <Link page="person" rest={[who, "contacts", at]} class={at === open ? "current" : ""}>
                <bdi>{one.other}</bdi> <span class="faint">{one.sent} sent, {one.came} came</span>
              </Link>
            </li>
          ))}
          {!doc.contacts.length && <li class="faint">Nobody wrote.</li>}
        </ul>
      </nav>
      <div>{open >= 0 ? <Letters who={who} contact={open} /> : <p class="faint">Choose somebody to read what was written.</p>}</div>
    </div>
  );
}

interface Letter {
  entry: number;
  from: string;
  time: string;
  content: unknown;
}

function Letters({ who, contact }: { who: number; contact: number }) {
  const { run, society } = usePane();
  const { value, error } = useDocument<{ other: string; messages: Letter[] }>(run, `person/${who}/contact/${contact}.json`);
  if (!value) return <Waiting error={error} />;
  return (
    <section aria-label="Messages">
      <h3>With <Who name={value.other} /></h3>
      <ol class="letters">
        {value.messages.map((one) => {
          const sender = society.about.people.findIndex((person) => person.name === one.from);
          return (
            <li key={one.entry} class={sender === who ? "mine" : "theirs"}>
              <p class="head"><bdi>{one.from}</bdi> <When time={one.time} /> <Prompted who={sender} time={one.time} /></p>
              <p class="prose"><bdi>{typeof one.content === "string" ? one.content : JSON.stringify(one.content)}</bdi></p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
