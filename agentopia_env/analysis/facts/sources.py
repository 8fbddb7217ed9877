"""Where the bands come from: author, year, title, what was found; what is our own says so."""

from __future__ import annotations

OWN = "our own bound, no source"

RECIPROCITY = (
    "Almaatouq et al. 2016, Are You Your Friends' Friend?, doi:10.1371/journal.pone.0151588: about "
    "half of friendships are returned, 0.34 to 0.53 across surveys; the upper bound is our own"
)
TRANSITIVITY = (
    "Newman & Park 2003, Why social networks are different from other types of networks, "
    "doi:10.1103/PhysRevE.68.036122: far more clustered than their degrees imply"
)
DEGREES = (
    "Newman, Watts & Strogatz 2002, Random graph models of social networks, "
    "doi:10.1073/pnas.012582999: degrees spread wider than in a random graph"
)
PATHS = (
    "Watts & Strogatz 1998, Collective dynamics of ‘small-world’ networks, doi:10.1038/30918: film "
    "actors 1.22 times the path of a random graph; the width of the band is our own"
)
HOMOPHILY = (
    "McPherson, Smith-Lovin & Cook 2001, Birds of a feather, doi:10.1146/annurev.soc.27.1.415: "
    "friends are more alike than chance"
)
BALANCE = (
    "Leskovec, Huttenlocher & Kleinberg 2010, Signed networks in social media, "
    "doi:10.1145/1753326.1753532: triads of friends are commoner than by chance"
)
STABILITY = (
    "Wellman et al. 1997, A decade of network change, Social Networks 19: a quarter of intimate "
    "ties last a decade, which is 0.87 a year; Roy et al. 2022, Turnover in close friendships: of "
    "the closest 0.96 or more a year; the width of the band is our own"
)
DECAY = (
    "Roberts & Dunbar 2011, The costs of family and friends, "
    "doi:10.1016/j.evolhumbehav.2010.08.005: closeness falls where contact does"
)
CLOSURE = (
    "Kossinets & Watts 2006, Empirical analysis of an evolving social network, "
    "doi:10.1126/science.1116869: people with a common acquaintance are far likelier to meet"
)
CONTACT = (
    "Hall 2019, How many hours does it take to make a friend?, doi:10.1177/0265407518761225: "
    "closeness grows with the hours spent together"
)
BURSTS = (
    "Goh & Barabási 2008, Burstiness and memory in complex systems, "
    "doi:10.1209/0295-5075/81/48002: people's messages come in bursts, above zero"
)
INCOME = (
    "OECD 2024, Society at a Glance: from 0.22 (Slovak Republic) to over twice that (Chile, Costa "
    "Rica) in 2021; widened by us"
)
WEALTH = (
    "Davies, Sandström, Shorrocks & Wolff 2008, The World Distribution of Household Wealth, "
    "UNU-WIDER 2008/03: 0.55 (Japan) to 0.80 (United States) within countries; widened by us"
)
MOBILITY = (
    "Shiro, Pulliam, Sabelhaus & Smith 2022, Stuck on the ladder, Brookings: ranks of wealth in "
    "one's early thirties and late fifties correlate with 0.59; the width of the band is our own"
)
JOBS = (
    "Bureau of Labor Statistics 2006, Employee Tenure: 24 % of American employees have been in "
    "their job for a year or less; the width of the band is our own"
)
SPENDING = (
    "Carroll & Kimball 1996, On the concavity of the consumption function, doi:10.2307/2171853: "
    "spending rises with wealth, less than in proportion (theory); the lower bound is our own"
)
WELLBEING = (
    "Howell & Howell 2008, doi:10.1037/0033-2909.134.4.536: correlations of 0.10 to 0.28; "
    "Killingsworth 2021, doi:10.1073/pnas.2016976118: linear in log income; widened by us"
)
LAG = (
    f"{OWN}; that moods carry over: Kuppens, Allen & Sheeber 2010, doi:10.1177/0956797610372634, "
    "who measure hours, not weeks"
)
YEARS = (
    "Fujita & Diener 2005, Life satisfaction set point, doi:10.1037/0022-3514.88.1.158: five-year "
    "means a decade apart correlate with 0.51, nearer ones more; the width of the band is our own"
)
ADAPTATION = (
    f"{OWN}; that people adapt, though not to everything: Lucas 2007, Adaptation and the set-point "
    "model, doi:10.1111/j.1467-8721.2007.00479.x"
)
DRIFT = (
    f"{OWN}; that national means hardly move: Easterlin 1974, Does economic growth improve the "
    "human lot?; the paper's society gains 1.5 a year"
)
TRAITS = (
    "Roberts & DelVecchio 2000, The rank-order consistency of personality traits, "
    "doi:10.1037/0033-2909.126.1.3: 0.54 in students to 0.74 in later life over 6.7 years; the "
    "upper bound is our own, as traits move by at most 5 points a year here"
)
REPETITION = (
    f"{OWN}; that degenerating models repeat themselves and people do not: Holtzman et al. 2020, "
    "The curious case of neural text degeneration, arXiv:1904.09751"
)
HEAPS = (
    "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 5.1: about "
    "0.5 in large English collections; wider here, as it is higher while little has been said"
)
VOICES = (
    "Stamatatos 2009, A survey of modern authorship attribution methods, doi:10.1002/asi.21001: "
    "authors are told apart by their words"
)
