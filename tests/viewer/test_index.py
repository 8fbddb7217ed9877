"""The index keeps up with a run, whole or damaged, and never writes into it."""

import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from agentopia_env.viewer import documents
from agentopia_env.viewer.searching import match_of


def digest(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file's content and time of change."""
    return {
        str(path): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def count(run, kind: str) -> int:
    return run.index.rows("SELECT count(*) AS n FROM entry WHERE kind = ?", (kind,))[0]["n"]


def test_looking_at_a_run_changes_nothing_in_it(lived, opened):
    before = digest(lived)
    run = opened(lived)
    for address in documents.addresses():
        documents.whole(run, address)
    assert digest(lived) == before


def test_lines_that_are_added_are_read_and_those_known_are_not_read_again(hostile, opened):
    run = opened(hostile)
    plans = Path(hostile / "persona" / "Ada" / "plan.jsonl")
    assert count(run, "plan") == 0
    plans.write_text('{"time":"Y2020-W02-plan","goal":"Sleep."}\n{"time":"Y2020-W03-pl')
    assert run.index.update()
    assert count(run, "plan") == 1
    with plans.open("a") as file:
        file.write('an","goal":"Rest."}\n')
    assert run.index.update()
    assert count(run, "plan") == 2
    assert not run.index.update()


def test_a_run_that_was_rolled_back_is_read_anew(hostile, opened):
    run = opened(hostile)
    plans = Path(hostile / "persona" / "Ada" / "plan.jsonl")
    plans.write_text('{"time":"Y2020-W02-plan","goal":"Sleep."}\n{"time":"Y2020-W03-plan"}\n')
    run.index.update()
    plans.write_text('{"time":"Y2020-W02-plan","goal":"Another life altogether."}\n')
    run.index.update()
    assert [
        row["title"] for row in run.index.rows("SELECT title FROM entry WHERE kind = 'plan'")
    ] == ["Another life altogether."]


def test_broken_lines_are_counted_and_told(hostile, opened):
    (hostile / "persona" / "Ada" / "plan.jsonl").write_text('{"time":"Y2020-W02-plan"}\n{{{\n[]\n')
    run = opened(hostile)
    assert (
        "persona/Ada/plan.jsonl: 2 lines cannot be read"
        in documents.whole(run, "about.json")["damage"]
    )


def test_a_person_of_whom_hardly_anything_is_left_can_still_be_looked_at(hostile, opened):
    for path in (hostile / "persona" / "Ada").rglob("*.json*"):
        if path.name != "state.jsonl":
            path.unlink()
    run = opened(hostile)
    number = run.numbers["Ada"]
    assert documents.single(run, f"person/{number}.json")["profiles"] == {}
    assert documents.single(run, f"person/{number}/year/2020.json")["days"] == []


def test_addresses_that_lead_nowhere_are_no_documents(lived, opened):
    run = opened(lived)
    for address in (
        "person/99.json",
        "person/99/year/2020.json",
        "person/0/memory/999.json",
        "scene/999999.json",
        "asked/../../config.json",
        "asked/god-99/2020/1.json",
        "../config.json",
    ):
        found = documents.single(run, address)
        assert found is None or found == {"asked": []}, address


def test_what_was_written_is_found_whatever_the_script_and_the_accents(hostile, opened):
    with (hostile / "persona" / "Ada" / "plan.jsonl").open("w") as file:
        file.write('{"time":"Y2020-W02-plan","goal":"我想和石磊去公园。"}\n')
        file.write('{"time":"Y2020-W03-plan","goal":"Tea with Étienne at noon."}\n')
    run = opened(hostile)
    found = documents.search(run, "石磊")["found"]
    assert [one["snippet"][1] for one in found] == ["石磊"]
    assert documents.search(run, "etienne noo")["found"][0]["time"] == "Y2020-W03-plan"
    assert documents.search(run, "noon", kind="diary")["found"] == []


def test_a_query_is_words_and_never_syntax(hostile, opened):
    run = opened(hostile)
    for query in ('"', "AND OR NOT", "a* NEAR(", "*", "text:x", "'; DROP TABLE entry", "-"):
        documents.search(run, query)
    assert match_of('a "b" -') == '"a" "b"*'


def test_a_week_names_everything_that_happened_in_it(lived, opened):
    run = opened(lived)
    entries = documents.single(run, "week/2020/2.json")["entries"]
    assert {"plan", "message", "activity", "diary"} <= {entry["kind"] for entry in entries}
    times = [entry["time"] for entry in entries if entry["kind"] == "activity"]
    assert times == sorted(times)


def test_from_a_day_the_prompt_behind_it_is_found(lived, opened):
    run = opened(lived)
    day = next(
        entry
        for entry in documents.single(run, "week/2020/1.json")["entries"]
        if entry["kind"] == "activity"
    )
    asked = documents.single(run, f"asked/{day['who']}/2020/1.json")["asked"]
    mine = [one for one in asked if one["time"] == day["time"]]
    whole = documents.single(run, f"asked/{day['who']}/2020/1/{mine[0]['n']}.json")
    assert whole["key"] == mine[0]["key"]
    assert whole["inputs"][0]["role"] == "system"


def test_rewards_come_with_the_weights_of_their_parts(lived, opened):
    found = documents.whole(opened(lived), "rewards.json")
    assert found["weights"] == [0.4, 0.4, 0.2]
    assert len(found["rows"]) == 3


def test_what_shows_most_is_read_first_and_documents_stay_until_their_rows_change(hostile, opened):
    run = opened(hostile)
    assert run.index.changed["state"] < run.index.changed["activity"] < run.index.version
    before = {one: documents.made_at(run, one) for one in documents.addresses()}
    (hostile / "persona" / "Ada" / "plan.jsonl").write_text('{"time":"Y2020-W02-plan"}\n')
    run.index.update()
    after = {one: documents.made_at(run, one) for one in documents.addresses()}
    assert {one for one in before if before[one] != after[one]} == {"about.json"}


def test_a_run_that_is_killed_and_resumed_while_it_is_looked_at_ends_the_same(tmp_path, opened):
    command = [sys.executable, "-m", "agentopia_env", "run"]
    start = [*command, "--world", "hamlet", "--years", "1", "--fidelity", "brief", "--seed", "2"]
    seen, alone = tmp_path / "seen", tmp_path / "alone"
    subprocess.run([*start, "--out", str(alone)], check=True, capture_output=True)
    with subprocess.Popen([*start, "--out", str(seen)], stdout=subprocess.DEVNULL) as living:
        while not (seen / "checkpoint.json").exists():
            assert living.poll() is None
            time.sleep(0.05)
        run = opened(seen)
        while living.poll() is None and not count(run, "diary"):
            run.index.update()
            time.sleep(0.05)
        living.kill()
    run.index.update()
    with subprocess.Popen(
        [*command, "--resume", str(seen)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as living:
        while living.poll() is None:
            run.index.update()
            time.sleep(0.05)
    run.index.update()
    fresh = opened(alone)
    wanted = "SELECT kind, who, about, time, title FROM entry ORDER BY 1, 2, 3, 4, 5"
    assert list(map(tuple, run.index.rows(wanted))) == list(map(tuple, fresh.index.rows(wanted)))
    same = {path.relative_to(alone) for path in alone.rglob("*.jsonl")}
    for path in sorted(one for one in same if one.parts[0] != "telemetry"):
        assert (seen / path).read_bytes() == (alone / path).read_bytes(), path
