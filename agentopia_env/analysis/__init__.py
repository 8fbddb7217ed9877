"""What run directories tell: ours and the reference implementation's, whole or damaged.

`lines` reads files that may be broken, `records` says what their lines mean, `rundir` knows where
they lie. `rewards` computes every life reward again, `rft_data` makes training data of the best.
`runs` reads the lives themselves, `turns` what was said in the reference's scenes, `lives` all of
a run at once; `metrics`, `timing`, `scenes`, `facts` and `report` are made of them.
"""

from agentopia_env.analysis.evidence import Gap, Period
from agentopia_env.analysis.lines import Damage
from agentopia_env.analysis.records import (
    Generation,
    RecordedAdvantage,
    RecordedReward,
    StateRecord,
)
from agentopia_env.analysis.reference import NonAgents
from agentopia_env.analysis.rewards import Difference, Recomputed, YearRewards, recompute
from agentopia_env.analysis.rft_data import write_rft_data
from agentopia_env.analysis.rft_report import GodFeature, PeriodReport, RftReport, Tally
from agentopia_env.analysis.runconfig import Layout, RecordedConfig
from agentopia_env.analysis.rundir import RunDirectory, YearRatings

__all__ = [
    "Damage",
    "Difference",
    "Gap",
    "Generation",
    "GodFeature",
    "Layout",
    "NonAgents",
    "Period",
    "PeriodReport",
    "RecordedAdvantage",
    "RecordedReward",
    "Recomputed",
    "RftReport",
    "RecordedConfig",
    "RunDirectory",
    "StateRecord",
    "Tally",
    "YearRatings",
    "YearRewards",
    "recompute",
    "write_rft_data",
]
