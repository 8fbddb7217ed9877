"""The linter as a whole: codes, words, silencing, and worlds in any state."""

from __future__ import annotations

import json
from pathlib import Path

import lint_cases_numbers
import lint_cases_texts
import pytest
from lint_worlds import both, checked, edit, profile, silenced, tie
from world_files import LEO, hamlet

from agentopia_env.world.checking import check_world
from agentopia_env.world.lint.codes import CODES
from agentopia_env.world.loading import load_world

__all__ = ["hamlet"]

REPOSITORY = Path(__file__).resolve().parents[2]
DEPOSIT = {"code": "deposit", "file": "persona/Leo/*", "reason": "Leo's fortune is the plot."}
rich = profile("Leo", init_assets__deposit=9000)


def test_every_code_has_a_world_that_provokes_it_and_one_that_does_not() -> None:
    cases = [*lint_cases_numbers.CASES, *lint_cases_texts.CASES]
    assert sorted(case.code for case in cases) == sorted(CODES)


def test_every_code_is_documented_with_its_severity() -> None:
    text = (REPOSITORY / "docs" / "worlds-linter.md").read_text(encoding="utf-8")
    for name, code in CODES.items():
        assert f"| `{name}` | {code.severity} | {code.meaning} | {code.remedy} |" in text


def test_a_contradiction_says_which_sentence_against_which(hamlet: Path) -> None:
    (finding,) = checked(
        tie("Leo", "Noor Vandersteen", "In 2016 I repaired her brass theodolite with a hairpin."),
        tie("Noor Vandersteen", "Leo", "In 2017 he repaired my brass theodolite with a hairpin."),
    )(hamlet)
    assert finding.code == "fact-year"
    assert finding.line == (
        "persona/Leo/memory/scratchpad/characters/Noor Vandersteen.jsonl: content says "
        '"2016" in "In 2016 I repaired her brass theodolite with a hairpin.", but '
        'persona/Noor Vandersteen/memory/scratchpad/characters/Leo.jsonl content says "2017" in '
        '"In 2017 he repaired my brass theodolite with a hairpin."; let both views say the same'
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ("My daughter, quick as a hare, at the lift.", "", "gender is male"),
        ("My father, who is deaf to brakes.", "My son, who oils the gear by night.", ""),
        ("My son, who is deaf to brakes.", "", "was born in"),
        ("My father, who is deaf to brakes.", "My nephew, who oils the gear by night.", "nephew"),
    ],
)
def test_kin_must_fit_gender_age_and_the_other_view(
    hamlet: Path, mine: str, theirs: str, words: str
) -> None:
    found = checked(
        tie("Leo", "Cosmo Tarrant", "", summary=mine),
        tie("Cosmo Tarrant", "Leo", "", summary=theirs or None),
    )(hamlet)
    told = [one.text for one in found if one.code == "told-kin"]
    assert len(told) == bool(words)
    assert all(words in text for text in told)


def test_a_silenced_warning_is_kept_with_its_reason_and_counted(hamlet: Path) -> None:
    both(rich, silenced(DEPOSIT))(hamlet)
    report = check_world(hamlet)
    assert report.findings == ()
    assert report.passes(strict=True)
    (kept,) = report.silenced
    assert (kept.finding.code, kept.reason) == ("deposit", "Leo's fortune is the plot.")
    assert report.verdict == "hamlet: 0 errors, 0 warnings (1 silenced)"
    assert load_world(hamlet, year=2020).profiles["Leo"].init_assets.deposit == 9000


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"code": "deposit"}, "silences deposit without a reason"),
        ({**DEPOSIT, "reason": "ok"}, "silences deposit without a reason"),
        ({**DEPOSIT, "code": "schema"}, "which is an error; correct the world instead"),
        ({**DEPOSIT, "code": "wealth"}, "silences 'wealth'; see agentopia check-world --codes"),
        ({**DEPOSIT, "why": "so"}, "has why; allowed are code, file, text and reason"),
        ("deposit", "is no object of texts"),
    ],
)
def test_a_silence_that_cannot_be_is_told_and_silences_nothing(
    hamlet: Path, entry: object, words: str
) -> None:
    found = checked(rich, silenced(entry))(hamlet)
    assert sorted(one.code for one in found) == ["deposit", "silence"]
    assert words in next(one.text for one in found if one.code == "silence")


def test_only_what_a_silence_covers_is_silenced(hamlet: Path) -> None:
    both(rich, profile("Bram Okafor", init_assets__deposit=90000), silenced(DEPOSIT))(hamlet)
    report = check_world(hamlet)
    assert [one.file for one in report.findings] == ["persona/Bram Okafor/profile/year=2020.json"]
    assert len(report.silenced) == 1


def test_warnings_fail_only_when_asked_to_and_errors_always(hamlet: Path) -> None:
    rich(hamlet)
    report = check_world(hamlet)
    assert report.passes()
    assert not report.passes(strict=True)
    (hamlet / LEO).unlink()
    assert not check_world(hamlet).passes()


def test_the_record_for_machines_leaves_nothing_out(hamlet: Path) -> None:
    both(rich, profile("Bram Okafor", init_assets__deposit=90000), silenced(DEPOSIT))(hamlet)
    report = check_world(hamlet)
    record = json.loads(json.dumps(report.record()))
    assert (record["ok"], record["errors"], record["warnings"]) == (True, 0, 1)
    assert [one["code"] for one in record["findings"]] == ["deposit"]
    assert record["silenced"][0]["reason"] == "Leo's fortune is the plot."
    assert list(record["figures"]) == list(report.tables)


def test_what_is_broken_hides_nothing_of_the_rest(hamlet: Path) -> None:
    rich(hamlet)
    before = check_world(hamlet).findings
    (hamlet / "positions.json").write_text("[", encoding="utf-8")
    (hamlet / "locations.json").write_text('{"public": []}', encoding="utf-8")
    (hamlet / "persona/Bram Okafor/profile/year=2020.json").write_text("[]", encoding="utf-8")
    edit(hamlet, "worldview.json", lambda content: content.update(prices=7, check=3))
    after = check_world(hamlet)
    assert set(before) <= set(after.findings)
    assert {"schema", "file", "silence"} <= {one.code for one in after.findings}


@pytest.mark.parametrize("kept", [0, 1])
def test_a_world_that_lacks_any_of_its_files_is_still_reported(hamlet: Path, kept: int) -> None:
    for file in sorted(hamlet.rglob("*.json*"))[kept::2]:
        file.unlink()
    report = check_world(hamlet)
    assert not report.ok
    assert all(one.file and one.text for one in report.findings)


def test_a_run_is_not_told_how_to_write(hamlet: Path) -> None:
    rich(hamlet)
    (hamlet / "checkpoint.json").write_text("{}", encoding="utf-8")
    assert check_world(hamlet).findings == ()
