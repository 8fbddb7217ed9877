import pytest

from trainers.ledger import Ledger, LedgerError


def writing(log):
    def work(folder):
        log.append(folder.name)
        (folder / "result.txt").write_text("done", encoding="utf-8")
        return {"answer": 42}

    return work


def test_a_finished_stage_is_never_done_again(tmp_path):
    log: list[str] = []
    first = Ledger(tmp_path).run("round-1/select", {"top": 0.25}, writing(log))
    again = Ledger(tmp_path).run("round-1/select", {"top": 0.25}, writing(log))
    assert first == again == ({"answer": 42}, tmp_path / "round-1" / "select")
    assert len(log) == 1
    assert (again[1] / "result.txt").read_text(encoding="utf-8") == "done"


def test_a_stage_finished_with_other_settings_is_refused_with_what_to_do(tmp_path):
    Ledger(tmp_path).run("train", {"rate": 1}, writing([]))
    with pytest.raises(LedgerError, match=r"train was finished .* with other settings; use"):
        Ledger(tmp_path).run("train", {"rate": 2}, writing([]))


def test_a_stage_that_fails_leaves_its_folder_to_the_next_attempt(tmp_path):
    def failing(folder):
        (folder / "rows.jsonl").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    def resuming(folder):
        return {"found": (folder / "rows.jsonl").read_text(encoding="utf-8")}

    with pytest.raises(KeyboardInterrupt):
        Ledger(tmp_path).run("rollout", {}, failing)
    assert not (tmp_path / "rollout").exists()
    assert Ledger(tmp_path).run("rollout", {}, resuming)[0] == {"found": "half"}


def test_a_stage_whose_line_was_torn_is_done_again_on_its_own_folder(tmp_path):
    Ledger(tmp_path).run("a", {}, writing([]))
    Ledger(tmp_path).run("b", {}, writing([]))
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(file.read_bytes()[:-10])
    log: list[str] = []
    ledger = Ledger(tmp_path)
    assert ledger.result("a") == {"answer": 42}
    assert ledger.result("b") is None
    ledger.run("b", {}, writing(log))
    assert log == [".b.unfinished"]
    assert set(Ledger(tmp_path).seconds) == {"a", "b"}


def test_what_a_killed_stage_left_is_not_taken_for_that_of_other_settings(tmp_path):
    def failing(folder):
        (folder / "policy").write_text("of rate 1", encoding="utf-8")
        raise KeyboardInterrupt

    seen: list[list[str]] = []

    def looking(folder):
        seen.append(sorted(path.name for path in folder.iterdir() if path.name[0] != "."))
        return {}

    with pytest.raises(KeyboardInterrupt):
        Ledger(tmp_path).run("round-1/train", {"rate": 1}, failing)
    Ledger(tmp_path).run("round-1/train", {"rate": 2}, looking)
    assert seen == [[]]
    (aside,) = (tmp_path / "round-1").glob(".train.unfinished.*")
    assert (aside / "policy").read_text(encoding="utf-8") == "of rate 1"
