"""A disk that runs full, or cannot be written, costs nothing but the time since the last commit."""

import pytest
from test_killed_runs import beginning, same


@pytest.fixture(scope="module")
def whole(warm):
    out = warm.folder / "brief-undisturbed"
    assert warm.run(*beginning(out, "brief")) == 0, warm.errors
    return out


def test_a_full_disk_ends_with_one_message_and_the_run_goes_on_when_there_is_room(warm, whole):
    out = warm.folder / "brief-full"
    largest = max(file.stat().st_size for file in whole.rglob("*") if file.is_file())
    command, stops = beginning(out, "brief"), 0
    for share in (0.5, 0.7, 0.85, 0.99):
        code = warm.run(*command, largest=int(largest * share))
        if not out.exists():
            continue
        assert code == 2, warm.errors
        assert "cannot be written: File too large" in warm.errors
        assert f"go on with --resume {out}" in warm.errors
        assert "Traceback" not in warm.errors
        stops += 1
        command = ("run", "--resume", out)
    assert stops >= 2
    assert warm.run("run", "--resume", out) == 0, warm.errors
    assert same(out, whole)


def test_a_disk_too_full_to_begin_keeps_nothing(warm):
    out = warm.folder / "brief-none"
    assert warm.run(*beginning(out, "brief"), largest=3000) == 2
    assert "cannot be written: File too large" in warm.errors
    assert "nothing was kept" in warm.errors
    assert not [path for path in warm.folder.iterdir() if "brief-none" in path.name]


@pytest.mark.parametrize("out", ["/proc/run", "/proc/deeper/run", "/dev/null/run", "/dev/null"])
def test_where_nothing_can_be_written_one_message_says_so(warm, out):
    assert warm.run(*beginning(out, "brief")) == 2
    assert "Traceback" not in warm.errors
    assert "another --out" in warm.errors
