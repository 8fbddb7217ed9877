"""Plain English places: public ones by size, with their objects, and the makings of a home."""

from __future__ import annotations

from typing import NamedTuple


class PlaceKind(NamedTuple):
    """A kind of public place: its name, what it is, and what stands there."""

    name: str
    about: str
    objects: tuple[str, ...]


SMALL: tuple[PlaceKind, ...] = (
    PlaceKind(
        "Corner Cafe",
        "A narrow cafe with eleven seats and a window that is always fogged.",
        ("espresso machine", "counter stool", "chalk menu", "window bench", "tip jar"),
    ),
    PlaceKind(
        "Book Nook",
        "A second-hand bookshop, one room wide and very deep.",
        ("poetry shelf", "rolling ladder", "box of old maps", "reading chair", "brass bell"),
    ),
    PlaceKind(
        "Rooftop Garden",
        "Raised beds between two chimneys, kept by whoever has time.",
        ("tomato bed", "rain barrel", "folding chairs", "tool chest", "wind chime"),
    ),
    PlaceKind(
        "Launderette",
        "A row of machines, a row of chairs, and an hour to spare.",
        ("dryer", "folding table", "lost-sock basket", "vending machine", "notice board"),
    ),
    PlaceKind(
        "Repair Shed",
        "A shed where bicycles, lamps and radios get a second life.",
        ("workbench", "vice", "drawer of screws", "bicycle stand", "soldering iron"),
    ),
    PlaceKind(
        "Chess Pavilion",
        "Six stone tables under one roof, open to all four winds.",
        ("stone chess table", "box of pieces", "double clock", "low wall", "iron lamp"),
    ),
    PlaceKind(
        "Bakery",
        "The oven is older than the street, and the bread sells out by ten.",
        ("brick oven", "flour bin", "display case", "bread peel", "small round table"),
    ),
    PlaceKind(
        "Tea House",
        "Low tables, forty tins, and an owner who does not hurry.",
        ("tin shelf", "iron kettle", "floor cushions", "paper screen", "tea tray"),
    ),
    PlaceKind(
        "Music Room",
        "A soundproof room that anybody may book by the hour.",
        ("upright piano", "music stand", "cracked drum kit", "felt curtain", "metronome"),
    ),
    PlaceKind(
        "Ferry Landing",
        "A wooden landing where the small ferry ties up twice an hour.",
        ("mooring post", "ticket hut", "life ring", "timetable", "long bench"),
    ),
    PlaceKind(
        "Post Office",
        "Two counters and a wall of brass boxes.",
        ("brass letter boxes", "parcel scale", "writing desk", "stamp machine", "queue rope"),
    ),
    PlaceKind(
        "Flower Stall",
        "Half a shop and half the pavement, smelling of wet leaves.",
        ("zinc buckets", "ribbon rack", "striped awning", "potting table", "watering can"),
    ),
    PlaceKind(
        "Observatory Dome",
        "A little dome on the hill with one good telescope.",
        ("brass telescope", "star chart", "revolving stool", "log book", "red lamp"),
    ),
    PlaceKind(
        "Print Studio",
        "A press, a drying line and ink on every surface.",
        ("etching press", "drying line", "type drawers", "ink slab", "paper cutter"),
    ),
    PlaceKind(
        "Quiet Chapel",
        "A plain room for anybody who wants silence.",
        ("oak pews", "candle stand", "tall window", "visitors' book", "hand bell"),
    ),
)
MEDIUM: tuple[PlaceKind, ...] = (
    PlaceKind(
        "Public Library",
        "Three floors of books and one of newspapers.",
        ("reading table", "card catalogue", "globe", "newspaper rack", "green lamps"),
    ),
    PlaceKind(
        "Community Kitchen",
        "Six stoves, one very long table, and rules on the wall.",
        ("gas stove", "long table", "spice shelf", "dish rack", "recipe wall"),
    ),
    PlaceKind(
        "Sports Hall",
        "A hall that is a gymnasium by day and a court by night.",
        ("climbing wall", "basketball hoop", "stack of mats", "score board", "bleachers"),
    ),
    PlaceKind(
        "Art Gallery",
        "White walls, changed every month, and one guard who paints.",
        ("sculpture plinth", "viewing bench", "guest book", "track lights", "framed prints"),
    ),
    PlaceKind(
        "Old Cinema",
        "Two hundred seats in worn red, and a real projector.",
        ("film projector", "popcorn cart", "velvet seats", "poster case", "ticket booth"),
    ),
    PlaceKind(
        "Workshop Hall",
        "Wood on the left, metal on the right, dust in between.",
        ("band saw", "lathe", "tool wall", "first-aid box", "glue pots", "lumber rack"),
    ),
    PlaceKind(
        "Swimming Baths",
        "Four lanes under a glass roof, steaming in the morning.",
        ("diving board", "lane ropes", "tiled bench", "wall clock", "lockers"),
    ),
    PlaceKind(
        "Evening School",
        "Classrooms that fill when the offices empty.",
        ("blackboard", "rows of desks", "slide projector", "wall map", "coat hooks"),
    ),
    PlaceKind(
        "Neighbourhood Clinic",
        "A clinic with a waiting room that everybody knows too well.",
        ("waiting chairs", "eye chart", "medicine cabinet", "scales", "fish tank"),
    ),
    PlaceKind(
        "Riverside Inn",
        "A taproom with a terrace over the water.",
        ("long bar", "fireplace", "dart board", "terrace table", "accordion", "coat stand"),
    ),
)
LARGE: tuple[PlaceKind, ...] = (
    PlaceKind(
        "Central Park",
        "Lawns, old limes, and a pond with opinionated geese.",
        ("duck pond", "bandstand", "gravel path", "chestnut tree", "drinking fountain"),
    ),
    PlaceKind(
        "Market Square",
        "Stalls on three days, pigeons and bicycles on the others.",
        ("fruit stall", "stone fountain", "clock tower", "cobbled steps", "notice pillar"),
    ),
    PlaceKind(
        "Town Hall",
        "Committee rooms upstairs, a great hall below.",
        ("speaker's desk", "rows of chairs", "oak stairs", "bronze bust", "ballot box"),
    ),
    PlaceKind(
        "Train Station",
        "An iron hall where everybody is about to be elsewhere.",
        ("departure board", "waiting bench", "luggage cart", "ticket window", "station clock"),
    ),
    PlaceKind(
        "Harbour Quay",
        "Half a mile of stone, ropes and gulls.",
        ("crane", "coiled ropes", "fishing boats", "net racks", "lighthouse lamp"),
    ),
    PlaceKind(
        "Playing Fields",
        "Grass enough for three games at once.",
        ("goal posts", "running track", "club hut", "wooden stand", "line marker"),
    ),
)
BY_SIZE: dict[str, tuple[PlaceKind, ...]] = {"small": SMALL, "medium": MEDIUM, "large": LARGE}
QUARTERS: tuple[str, ...] = ("North", "South", "East", "West", "Upper", "Lower", "Old", "New")
"""What tells a second place of a kind from the first."""

REMARKS: tuple[str, ...] = (
    "In the morning the light falls on the {object}.",
    "Regulars gather around the {object} and have done so for years.",
    "The {object} has been repaired so often that little of it is original.",
    "It is loudest at noon and almost silent after the lamps are lit.",
    "Somebody sweeps the floor twice a day and hums while doing it.",
    "There is always one seat free, and nobody can say why.",
    "On rainy days it smells of wet coats.",
    "Newcomers are pointed to the {object} first.",
    "Most people pass through; a few stay for hours.",
    "A hand-written sign asks everybody to leave it as they found it.",
    "Voices carry here, so that secrets are better told elsewhere.",
    "The {object} is everybody's meeting point.",
)
HOME_ROOMS: tuple[str, ...] = (
    "Two rooms and a kitchen on the second floor, where {name} lives.",
    "A low house with a blue door, rented by {name}.",
    "{name}'s flat under the roof, warm in summer and cold in winter.",
    "One large room with an alcove; {name} has divided it with a shelf.",
    "A ground-floor flat with a strip of garden that {name} half looks after.",
    "{name}'s place above a shop, reached by an outside stair.",
)
HOME_OBJECTS: tuple[str, ...] = (
    "kitchen table",
    "sagging sofa",
    "bookshelf",
    "kettle",
    "writing desk",
    "potted fern",
    "wall mirror",
    "radio",
    "patchwork blanket",
    "coat rack",
    "box of letters",
    "window seat",
    "floor lamp",
    "sewing basket",
    "chest of drawers",
    "stack of records",
)
