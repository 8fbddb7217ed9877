"""An export holds the pages and every document they may ask for."""

import json

import pytest

from agentopia_env.errors import RunError
from agentopia_env.viewer import documents
from agentopia_env.viewer.export import export


def read(path):
    return json.loads(path.read_bytes())


def test_an_export_has_the_same_documents_as_the_server(lived, opened, tmp_path):
    run = opened(lived)
    written = export([run], tmp_path / "site")
    data = tmp_path / "site" / "data" / "0"
    assert (tmp_path / "site" / "index.html").is_file()
    assert read(data / "days.json") == documents.whole(run, "days.json")
    assert read(data / "week" / "2020" / "2.json") == documents.single(run, "week/2020/2.json")
    entry = run.index.rows("SELECT id FROM entry WHERE kind = 'activity' LIMIT 1")[0]["id"]
    assert read(data / "scene" / f"{entry}.json") == documents.single(run, f"scene/{entry}.json")
    assert written.files == sum(1 for _ in (tmp_path / "site" / "data").rglob("*.json"))


def test_the_prompts_of_a_week_can_be_put_together_again(lived, opened, tmp_path):
    run = opened(lived)
    export([run], tmp_path / "site")
    found = read(tmp_path / "site" / "data" / "0" / "prompts" / "0" / "2020" / "1.json")
    one = found["asked"][3]
    whole = documents.single(run, f"asked/0/2020/1/{one['n']}.json")
    assert [found["messages"][at] for at in one["inputs"]] == whole["inputs"]


def test_prompts_are_left_out_on_demand(lived, opened, tmp_path):
    export([opened(lived)], tmp_path / "site", with_prompts=False)
    assert not (tmp_path / "site" / "data" / "0" / "prompts").exists()
    assert read(tmp_path / "site" / "data" / "site.json")["runs"][0]["prompts"] is False


def test_every_text_is_there_to_be_searched(lived, opened, tmp_path):
    run = opened(lived)
    export([run], tmp_path / "site")
    texts = tmp_path / "site" / "data" / "0" / "texts"
    parts = [
        read(texts / f"{n}.json")["entries"] for n in range(read(texts / "parts.json")["parts"])
    ]
    entries = run.index.rows("SELECT count(*) AS n FROM entry")[0]["n"]
    assert sum(map(len, parts)) == entries


def test_a_folder_that_holds_something_is_not_written_into(lived, opened, tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(RunError, match="is not empty; give a new folder"):
        export([opened(lived)], tmp_path)
