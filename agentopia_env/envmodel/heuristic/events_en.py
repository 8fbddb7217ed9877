"""A catalogue of public events in English: name, description, and words of the places they fit."""

from __future__ import annotations

from typing import NamedTuple


class EventKind(NamedTuple):
    """A kind of event.

    Attributes:
        fits: words of place names, descriptions or objects; a place with more of them is likelier.
        weeks: how many weeks in a row it usually takes place.
        adults: whether it is for adults only.
        modern: whether it takes what a world without film and telephone has not got.
    """

    name: str
    description: str
    fits: str
    weeks: int = 1
    adults: bool = False
    modern: bool = False


EVENTS: tuple[EventKind, ...] = (
    EventKind("Open Kitchen", "Everybody cooks one dish and tastes all.", "kitchen inn cafe", 2),
    EventKind(
        "Book Circle", "A chapter is read aloud, then argued over.", "library bookshop reading", 4
    ),
    EventKind(
        "Chess Evening",
        "Boards, clocks, and a small prize.",
        "club cafe inn tables library court",
        3,
    ),
    EventKind("Sketching Hour", "Draw what is in front of you.", "garden gallery studio roof", 3),
    EventKind("Choir Rehearsal", "Four voices, no audition.", "church chapel hall stage school", 5),
    EventKind("Flea Market", "Bring what you do not need, take what you do.", "square market yard"),
    EventKind("Repair Morning", "Broken things are mended together.", "workshop garage shed", 2),
    EventKind("Debate Night", "Two sides, drawn by lot, five minutes each.", "hall school court"),
    EventKind("Seed Exchange", "Seeds, cuttings and advice change hands.", "garden field terrace"),
    EventKind("Storytelling Night", "True stories, told without notes.", "inn bar fire cellar", 2),
    EventKind("Morning Run", "A slow round and a fast one.", "park path river field", 5),
    EventKind(
        "First Aid Course", "Bandages, breathing, and keeping calm.", "clinic hospital school"
    ),
    EventKind(
        "Film Night", "An old film and a new argument.", "cinema hall theater", 2, modern=True
    ),
    EventKind(
        "Poetry Slam", "Three minutes a poem; the audience judges.", "bar cafe stage", 1, True, True
    ),
    EventKind("Children's Workshop", "Paper, glue and patience.", "school library studio yard", 2),
    EventKind("Public Lecture", "Somebody explains what they know best.", "hall school library"),
    EventKind("Neighbours' Supper", "One long table; bring a chair.", "yard square hall street"),
    EventKind(
        "Dance Evening", "Steps are shown at eight, forgotten by ten.", "hall square stage", 2
    ),
    EventKind("Cleaning Day", "Brooms are provided.", "park river square stairs yard"),
    EventKind("Talent Show", "Anybody may go on, for four minutes.", "stage theater hall school"),
    EventKind("Language Table", "Only the foreign language is spoken.", "cafe library school", 4),
    EventKind("Craft Fair", "Stalls of things made by hand.", "market square hall gallery"),
    EventKind("Quiz Night", "Teams of four; the loser pays the tea.", "bar inn cafe club", 3, True),
    EventKind("Concert of Locals", "Whoever plays, plays.", "stage hall church square"),
    EventKind("Baking Contest", "A jury of the hungry.", "bakery kitchen market hall"),
    EventKind("Star Watching", "A borrowed telescope and blankets.", "roof field hill tower"),
    EventKind("Job Evening", "Who needs hands meets who has some.", "hall office town school"),
    EventKind(
        "Photo Walk", "Ten pictures, then a look at them.", "street river park", 2, modern=True
    ),
    EventKind("Swimming Meet", "Lanes for the quick, shallows for the rest.", "pool lake river", 2),
    EventKind("Exhibition Opening", "New work on the walls, cheap wine.", "gallery studio museum"),
    EventKind("Town Meeting", "Complaints first, proposals second.", "hall commons square court"),
    EventKind("Charity Auction", "Donated things for a good cause.", "hall hotel gallery square"),
    EventKind("Board Game Afternoon", "Rules are explained twice.", "cafe club library", 4),
    EventKind("Yoga in Company", "Mats are there.", "gym park roof garden", 5, modern=True),
    EventKind("Harvest Help", "Many hands, and soup afterwards.", "garden farm field terrace"),
    EventKind("Science Demonstration", "Things foam, spark and float.", "school lab museum"),
    EventKind(
        "Tea Tasting", "Seven pots, small cups, strong opinions.", "cafe tea inn bakery deli"
    ),
    EventKind("Memory Evening", "Old letters, and who wrote them.", "library inn archive hall"),
    EventKind("Street Football", "Teams are picked.", "yard street field park", 4, modern=True),
    EventKind("Amateur Theatre", "A first reading; parts are still free.", "theater stage hall", 5),
    EventKind("Lantern Walk", "Home-made lanterns, after dark.", "river park hill street steps"),
    EventKind(
        "Instrument Evening", "Bring an instrument or good ears.", "music studio bar cafe", 3
    ),
)
