"""The pages in a real Chromium: they load, the scrubber moves, hostile texts stay texts.

Playwright's own browser is used, or the one that AGENTOPIA_CHROMIUM or the system names.
"""

import os
import re
import shutil

import pytest

from agentopia_env.viewer.export import export
from agentopia_env.viewer.server import Server, Site

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    # Playwright's event loop closes with the session, its transport later.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGES = (
    "society", "people", "course", "about", "search/tea", "person/0", "person/0/state",
    "person/0/weeks", "person/0/memory/0", "person/0/contacts/0", "person/0/history",
    "person/0/work", "person/0/rewards",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    found = os.environ.get("AGENTOPIA_CHROMIUM") or shutil.which("chromium")
    with playwright.sync_playwright() as started:
        try:
            browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"no Chromium can be started: {error}")
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page that keeps what the browser complains of."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    opened.complaints = []
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            opened.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    yield opened
    context.close()


@pytest.fixture
def served(lived, opened):
    with Server(Site([opened(lived)])) as server:
        yield server.url


def go(page, url: str, address: str) -> None:
    page.goto(f"{url}#/0/{address}")
    page.wait_for_selector(".scrubber")
    playwright.expect(page.locator("main .loading")).to_have_count(0, timeout=60_000)


def test_every_page_loads_without_a_complaint(page, served):
    for address in PAGES:
        go(page, served, address)
        assert page.locator("h2").count(), address
        assert not page.locator(".error").count(), address
    assert page.complaints == []


def test_the_scrubber_moves_through_stages_weeks_and_to_any_moment(page, served):
    go(page, served, "society")
    slider = page.get_by_role("slider", name="Moment")
    assert slider.get_attribute("aria-valuetext") == "2020, week 3, week's end"
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "2020, week 3, review"
    page.get_by_role("button", name="A week back").click()
    assert slider.get_attribute("aria-valuetext") == "2020, week 2, settlement"
    slider.fill("0")
    assert slider.get_attribute("aria-valuetext") == "start of 2020"
    page.get_by_label("Week", exact=True).select_option("2")
    page.get_by_label("Stage", exact=True).select_option("Y2020-W02-activity-D3")
    assert page.locator(".happening").inner_text().count("2020, week 2, day 3") == 1
    page.wait_for_url(re.compile("@Y2020-W02-activity-D3"))


def test_from_an_event_the_prompt_behind_it_is_two_clicks_away(page, served):
    go(page, served, "society@Y2020-W02-plan")
    page.locator(".happening .behind").first.click()
    page.locator(".asked a").first.click()
    page.wait_for_selector(".prompt pre")
    assert page.locator(".message.system pre").inner_text().strip()
    assert page.locator(".message.assistant pre").inner_text().strip()


def test_a_turn_of_a_scene_leads_to_the_answer_it_was(page, lived, opened):
    run = opened(lived)
    rows = run.index.rows("SELECT id FROM entry WHERE type IN ('joint', 'encounter') LIMIT 1")
    with Server(Site([run])) as server:
        go(page, server.url, f"scene/{rows[0]['id']}")
        page.wait_for_selector(".turn .behind")
        turn = page.locator(".turn", has=page.locator(".behind")).first
        words = turn.locator("p").first.inner_text().strip()
        turn.locator(".behind").click()
        page.wait_for_selector(".message.assistant pre")
        assert words[:40] in page.locator(".message.assistant pre").inner_text()


@pytest.mark.parametrize("exported", [False, True])
def test_markup_in_names_and_words_is_shown_and_never_lives(
    page, hostile, opened, tmp_path, exported
):
    run = opened(hostile)
    if exported:
        export([run], tmp_path / "site")
    with Server(Site([run])) as server:
        if exported:
            server._assets = {
                path.relative_to(tmp_path / "site").as_posix(): path.read_bytes()
                for path in (tmp_path / "site").rglob("*")
                if path.is_file() and "data" not in path.parts[-4:-1]
            }
        for address in (
            "scene/1",
            "search/owned",
            "asked/0/2020/1/0",
            "behind/0/Y2020-W01-contact-S1",
            *PAGES,
        ):
            go(page, server.url, address)
            assert page.evaluate("document.documentElement.dataset.owned ?? ''") == "", address
            assert not page.locator("main img, main script, main [onerror]").count(), address
            assert not page.locator("a[href^='javascript']").count(), address
        go(page, server.url, "people")
        assert page.get_by_text("<img src=x onerror=", exact=False).count()
    assert page.complaints == []


def test_an_inline_script_would_be_stopped_by_the_policy(page, served):
    go(page, served, "society")
    with pytest.raises(playwright.Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")


def test_two_panes_move_together(page, lived, opened):
    with Server(Site([opened(lived, 0), opened(lived, 1)])) as server:
        page.goto(f"{server.url}#/0/person/1+/1/person/1@Y2020-W02-plan")
        page.wait_for_selector(".pane:nth-child(2) .vitals")
        first, second = page.locator(".vitals").all()
        assert first.inner_text() == second.inner_text()
        before = first.inner_text()
        page.get_by_role("slider", name="Moment").fill("0")
        assert first.inner_text() == second.inner_text() != before


def test_a_run_that_goes_on_is_followed(page, hostile, opened):
    (hostile / "checkpoint.json").write_text('{"time":"Y2020-W01-activity-D1"}')
    with Server(Site([opened(hostile)])) as server:
        go(page, server.url, "society")
        slider = page.get_by_role("slider", name="Moment")
        assert slider.get_attribute("aria-valuetext") == "2020, week 1, review"
        with (hostile / "persona" / "Ada" / "plan.jsonl").open("w") as file:
            file.write('{"time":"Y2020-W02-plan","goal":"Grow."}\n')
        (hostile / "checkpoint.json").write_text('{"time":"Y2020-W02-plan","finished":false}')
        playwright.expect(slider).to_have_attribute(
            "aria-valuetext", "2020, week 2, plan", timeout=60_000
        )
        playwright.expect(page.get_by_text("Grow.").first).to_be_visible(timeout=60_000)


def test_an_exported_run_works_from_files_alone(page, lived, opened, tmp_path):
    import functools
    import threading
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    export([opened(lived)], tmp_path / "site")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{files.server_address[1]}/site/index.html"
        for address in PAGES:
            go(page, url, address)
        go(page, url, "society@Y2020-W02-plan")
        page.locator(".happening .behind").first.click()
        page.locator(".asked a").first.click()
        page.wait_for_selector(".message.system pre")
        go(page, url, "search/day")
        page.wait_for_selector("mark")
        files.shutdown()
    assert page.complaints == []


def test_everything_can_be_reached_with_the_keyboard(page, served):
    go(page, served, "people")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    names = page.evaluate(
        """[...document.querySelectorAll('button, select, input, a[href]')]
           .filter((one) => !(one.ariaLabel || one.innerText.trim() || one.labels?.length
                              || one.textContent.trim()))
           .map((one) => one.outerHTML)"""
    )
    assert names == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(chromium, served, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in PAGES:
        go(page, served, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


def test_from_every_kind_of_event_the_prompt_is_at_most_three_clicks_away(page, served):
    events = {
        "message": "person/0/contacts/0",
        "plan": "person/0/weeks",
        "memory": "person/0/memory/0",
        "history": "person/0/history",
        "reward": "person/0/rewards",
    }
    for what, address in events.items():
        go(page, served, address)
        page.locator("main .behind").first.click()
        page.locator(".asked a").first.click()
        page.wait_for_selector(".message.system pre")
        assert page.locator(".message.assistant pre").inner_text().strip(), what
    go(page, served, "person/0/weeks")
    page.locator(".note a[href*='scene']").first.click()
    page.locator(".scene .asked a").first.click()
    page.wait_for_selector(".message.system pre")
    assert page.complaints == []
