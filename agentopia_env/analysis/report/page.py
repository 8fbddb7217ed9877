"""The report as one page of HTML, with every figure as PNG and SVG beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from agentopia_env.analysis.facts import Fact, stylised_facts
from agentopia_env.analysis.lives import Lives, read_lives
from agentopia_env.analysis.metrics import Metrics, metrics_of
from agentopia_env.analysis.report.compare import policy_figures, run_figures
from agentopia_env.analysis.report.course import course_figures
from agentopia_env.analysis.report.figure import Figure, Rendered
from agentopia_env.analysis.report.rewards import reward_figures
from agentopia_env.analysis.report.society import society_figures
from agentopia_env.analysis.rows import mean
from agentopia_env.analysis.tables import plain, short, write_file
from agentopia_env.spending import in_short

_TABLE = {
    "reward_subjective": "subjective reward",
    "penalties": "penalties",
    "mood": "mood",
    "material": "material",
    "social": "social",
    "esteem": "esteem",
    "vitality": "vitality",
    "mutual_likes": "mutual friends",
    "liked_by": "liked by",
    "respected_by": "respected by",
    "likes": "likes",
    "respects": "respects",
    "mutual_respects": "mutual respect",
    "contacts_active": "contacts written",
    "contacts_passive": "contacts received",
    "proposals": "proposals made",
    "joint_proposed": "joint proposed",
    "joint": "joint activities",
    "encounter": "encounters",
    "public": "public activities",
    "solo": "solo days",
    "paid_work_days": "paid-work days",
    "earned": "earned",
    "spending": "spending",
    "consumption_count": "purchases",
    "living_cost": "of it living cost",
    "deposit": "deposit",
    "deposit_change": "change of the deposit",
    "skill_improvements": "skill improvements",
    "total_skills": "total skills",
    "calls": "calls",
    "input_tokens": "input tokens",
    "output_tokens": "output tokens",
    "function_calls": "function calls",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One run in the report, or their comparison."""

    title: str
    summary: tuple[tuple[str, str], ...]
    figures: tuple[Rendered, ...]
    facts: tuple[Fact, ...] = ()
    years: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def passed(self) -> str:
        """How many of the checks that could be made are within their bands."""
        told = [fact for fact in self.facts if fact.passed is not None]
        return f"{sum(bool(fact.passed) for fact in told)} of {len(told)}"


def write_report(
    runs: Sequence[Path], out: Path, tell: Callable[[str], object] = lambda text: None
) -> Path:
    """Write `<out>/report.html`, `<out>/figures/*` and `<out>/facts.json`.

    Args:
        runs: the folders of the runs.
        out: where everything goes.
        tell: is told what is being done.

    Returns:
        The page.

    Raises:
        RunError: a folder is no run, or the report cannot be written.
    """
    lives = [read_lives(path, tell=tell) for path in runs]
    metrics = [metrics_of(one) for one in lives]
    sections = []
    for one, numbers in zip(lives, metrics, strict=True):
        tell(f"{one.name}: figures and facts")
        sections.append(_section(one, numbers))
    compared = _comparison(lives, metrics)
    sections = [*compared, *sections]
    _write_figures(sections, out / "figures")
    facts = {one.title: [fact.to_json() for fact in one.facts] for one in sections if one.facts}
    write_file(out / "facts.json", plain(facts))
    return write_file(out / "report.html", page(sections).encode("utf-8"))


def page(sections: Sequence[Section]) -> str:
    """The page; every text in it is escaped."""
    environment = Environment(
        loader=PackageLoader("agentopia_env.analysis", "report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(sections=sections, short=short)


def _section(lives: Lives, metrics: Metrics) -> Section:
    figures = [
        *reward_figures(metrics),
        *society_figures(lives, metrics),
        *policy_figures([metrics]),
        *course_figures(lives, metrics),
    ]
    years = sorted({row["year"] for row in metrics.years})
    by_year = [[row for row in metrics.years if row["year"] == year] for year in years]
    table = []
    for name, title in _TABLE.items():
        means = [mean(rows, name) for rows in by_year]
        if any(one is not None for one in means):
            table.append((title, *map(short, means)))
    return Section(
        title=lives.name,
        summary=_summary(lives),
        figures=tuple(figure.rendered() for figure in figures),
        facts=tuple(stylised_facts(lives, metrics)),
        years=tuple(map(str, years)),
        table=tuple(table),
        missing=tuple(str(gap) for gap in lives.gaps),
        damaged=tuple(_place(lives, str(one)) for one in lives.damage),
    )


def _place(lives: Lives, text: str) -> str:
    """A damage with its path inside the run, so that no path of a machine is in the page."""
    return text.replace(f"{lives.run.path}/", "")


def _summary(lives: Lives) -> tuple[tuple[str, str], ...]:
    settings = lives.run.settings
    calls = sum(one.calls for one in lives.kinds.values())
    tokens = sum(one.input_tokens + one.output_tokens for one in lives.kinds.values())
    policies = sorted({life.policy for life in lives.people.values() if life.policy})
    years, weeks = lives.years, lives.weeks
    whole = lives.run.config.time
    pairs = (
        ("people", str(len(lives.people))),
        ("lived", f"{len(years)} years, {len(weeks)} weeks" if weeks else "nothing"),
        ("planned", f"{whole.n_year} years of {whole.n_week} weeks"),
        ("policies", ", ".join(policies)),
        ("world", _named(settings.get("world"))),
        ("fidelity", _named(settings.get("fidelity"))),
        ("layout", "" if lives.run.layout == "own" else "of the reference implementation"),
        ("model calls", f"{calls:,}" if calls else ""),
        ("tokens", in_short(tokens) if tokens else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def _named(setting: object) -> str:
    """A name as our configurations have it, or inside an object as the reference's have it."""
    name = setting.get("name") if isinstance(setting, dict) else setting
    return name if isinstance(name, str) else ""


def _comparison(lives: Sequence[Lives], metrics: Sequence[Metrics]) -> list[Section]:
    for number, one in enumerate(metrics):
        for row in one.years:
            row["run_number"] = number
    figures: list[Figure] = [*run_figures(lives, metrics)]
    figures += policy_figures(metrics) if len(metrics) > 1 else []
    if not figures:
        return []
    summary = (("runs", str(len(lives))),)
    return [Section("Compared", summary, tuple(figure.rendered() for figure in figures))]


def _write_figures(sections: Sequence[Section], folder: Path) -> None:
    for section in sections:
        for one in section.figures:
            name = f"{section.title}_{one.figure.name}"
            write_file(folder / f"{name}.svg", one.file)
            write_file(folder / f"{name}.png", one.png)
