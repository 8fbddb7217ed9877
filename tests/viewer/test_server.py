"""The server hands out pages and documents to this machine's browser alone."""

import json
import re
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.server import Server, Site, assets

ROOT = Path(__file__).parents[2]


@pytest.fixture
def serving(lived, opened):
    with Server(Site([opened(lived)])) as server:
        yield server


def ask(server, path: str, **headers: str):
    connection = HTTPConnection(*server.server_address[:2], timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_the_page_may_run_nothing_but_its_own_files(serving):
    answer, body = ask(serving, "/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not re.search(rb"<script(?![^>]*\bsrc=)", body), "an inline script"
    assert not re.search(rb"\son\w+=|style=", body)


def test_the_built_page_carries_the_same_policy_for_web_spaces(serving):
    answer, body = ask(serving, "/")
    served = answer.headers["Content-Security-Policy"].removesuffix("; frame-ancestors 'none'")
    assert served.encode() in body


def test_the_pages_load_nothing_from_elsewhere():
    for path in assets().rglob("*"):
        if path.suffix in (".html", ".css"):
            assert "http" not in path.read_text().replace("http-equiv", ""), path


def test_no_source_makes_markup_of_text():
    for path in (ROOT / "viewer_web" / "src").glob("*.ts*"):
        source = path.read_text()
        for way in ("innerHTML", "dangerouslySetInnerHTML", "outerHTML", "document.write", "eval("):
            assert way not in source, f"{path.name} uses {way}"


def test_a_request_under_another_name_is_refused(serving):
    answer, _ = ask(serving, "/data/site.json", Host="evil.example")
    assert answer.status == 403
    answer, _ = ask(serving, "/data/site.json", Host=f"localhost:{serving.server_address[1]}")
    assert answer.status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/data/0/../../config.json",
        "/../pyproject.toml",
        "/built/../../server.py",
        "/data/7/about.json",
    ],
)
def test_nothing_but_pages_and_documents_is_handed_out(serving, path):
    assert ask(serving, path)[0].status == 404


def test_only_reading_is_possible(serving):
    connection = HTTPConnection(*serving.server_address[:2], timeout=30)
    connection.request("POST", "/data/site.json", body="{}")
    assert connection.getresponse().status == 501
    connection.close()


def test_documents_come_compressed_and_are_not_sent_twice(serving):
    answer, body = ask(serving, "/data/0/about.json", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    tag = answer.headers["ETag"]
    answer, body = ask(serving, "/data/0/about.json", **{"If-None-Match": tag})
    assert (answer.status, body) == (304, b"")


def test_a_run_says_how_far_it_is(serving):
    found = json.loads(ask(serving, "/data/0/live.json")[1])
    assert found["finished"] is True
    assert found["time"] == "Y2020-W03-settle"


def goals_at(server: Server, address: str) -> list[str] | None:
    answer, body = ask(server, address)
    if answer.status == 503:
        return None
    return [one.get("goal", "") for one in json.loads(body)["plans"]]


def test_what_another_process_reads_is_served_also_after_the_run_was_rolled_back(hostile, tmp_path):
    plans = hostile / "persona" / "Ada" / "plan.jsonl"

    def lived_to(week: int, goals: list[str]) -> None:
        lines = [{"time": f"Y2020-W{week:02}-plan", "goal": goal} for goal in goals]
        plans.write_text("".join(json.dumps(one) + "\n" for one in lines))
        checkpoint = {"time": f"Y2020-W{week:02}-plan", "finished": False}
        (hostile / "checkpoint.json").write_text(json.dumps(checkpoint))

    run = Opened.open(hostile, 0, tmp_path / "index")
    address = f"/data/0/person/{run.people.index('Ada')}/year/2020.json"
    with Server(Site([run])) as server:
        for week, goals in ((3, ["Walk.", "Sing."]), (2, ["Rest."])):
            lived_to(week, goals)
            deadline = time.monotonic() + 60
            while goals != goals_at(server, address):
                assert time.monotonic() < deadline
                time.sleep(0.05)
