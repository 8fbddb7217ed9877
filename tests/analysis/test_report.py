"""The report: one page that needs nothing else, and figures as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lived_run import lived

pytest.importorskip("matplotlib")

from agentopia_env.analysis.report.page import write_report

NewRun = Callable[..., Any]
EVIL = '<img src=x onerror=alert(1)>"$\\frac{'


class Page(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report([lived()], tmp_path_factory.mktemp("report"))


def test_the_page_asks_for_nothing_and_runs_nothing(report: Path) -> None:
    page = Page(report.read_text("utf-8"))
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name in ("href", "src", "xlink:href")]
    assert all(value.startswith(("#", "data:image/png")) for value in links)
    assert ("content", "width=device-width, initial-scale=1") in page.attributes


def test_every_figure_says_what_it_shows_and_is_there_as_a_file(report: Path) -> None:
    text = report.read_text("utf-8")
    figures = text.split("<figure>")[1:]
    assert len(figures) >= 12
    for figure in figures:
        said = re.search(r"<p>(.*?)</p>", figure, re.DOTALL)
        assert said is not None
        assert said[1].endswith(".")
        assert "<svg" in figure
    files = sorted((report.parent / "figures").iterdir())
    assert len(files) == 2 * len(figures)
    for file in files:
        if file.suffix == ".svg":
            ElementTree.fromstring(file.read_bytes())
        else:
            assert file.read_bytes().startswith(b"\x89PNG")


def test_figures_take_the_colours_of_the_page(report: Path) -> None:
    text = report.read_text("utf-8")
    assert "currentColor" in text
    assert "#010203" not in text
    assert "prefers-color-scheme: dark" in text


def test_the_papers_values_stand_beside_ours(report: Path) -> None:
    text = report.read_text("utf-8")
    for value in ("about 45 → 60", "72–79 %", "3.8–4.3 → 5.0–10.1", "at most 0.21", "+0.68"):
        assert value in text
    assert "Roberts &amp; DelVecchio 2000" in text


def test_the_same_run_gives_the_same_page(report: Path, tmp_path: Path) -> None:
    assert write_report([lived()], tmp_path).read_bytes() == report.read_bytes()


def test_a_hostile_name_is_only_a_name(new_run: NewRun, tmp_path: Path) -> None:
    run = new_run("evil")
    names = [EVIL.replace("/", ""), "Bob", "Cai", "Dee"]
    run.assign(*names)
    for one, name in enumerate(names):
        for week in (1, 2):
            run.state(name, f"Y2020-W0{week}-begin", deposit=one)
        run.rank(name, "Y2020-W02-settle", {o: 70 for o in names if o != name}, {})
    text = write_report([run.path], tmp_path / "out").read_text("utf-8")
    assert "<img" not in text
    assert "&lt;img src=x" in text
    assert "img" not in Page(text).tags


def test_several_runs_are_compared_in_front(new_run: NewRun, tmp_path: Path) -> None:
    run = new_run("other")
    run.assign("Ann", "Bob")
    for name, other in (("Ann", "Bob"), ("Bob", "Ann")):
        run.state(name, "Y2020-W00-begin", deposit=3)
        run.state(name, "Y2020-W02-begin", deposit=3)
        run.rank(name, "Y2020-W02-settle", {other: 70}, {other: 40})
    page = write_report([lived(), run.path], tmp_path / "out")
    text = page.read_text("utf-8")
    assert text.index("Compared</h2>") < text.index("hamlet_lived</h2>") < text.index("other</h2>")
    assert (page.parent / "figures" / "Compared_runs.png").is_file()
    assert (page.parent / "figures" / "Compared_policies.png").is_file()


def test_no_path_of_the_machine_is_in_the_page(new_run: NewRun, tmp_path: Path) -> None:
    run = new_run()
    run.assign("Ann")
    run.text("persona/Ann/state.jsonl", '{"time": "Y2020')
    text = write_report([run.path], tmp_path / "out").read_text("utf-8")
    assert "persona/Ann/state.jsonl:1: the last line is torn" in text
    assert str(tmp_path) not in text
