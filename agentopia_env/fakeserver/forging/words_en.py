"""The English phrase book for forged worlds."""

from __future__ import annotations

from agentopia_env.fakeserver.forging import texts_en as texts
from agentopia_env.fakeserver.forging.book import Book, Trade, words

ENGLISH = Book(
    given={
        "female": words(
            "Agnes Beatrix Clementine Dorothea Edith Frances Greta Harriet Imogen "
            "Josephine Katarina Lydia Marguerite Nadia Odette Philippa Rosamund Sabine "
            "Tamsin Ursula Verity Winifred Yvonne Zelda Bridget Cordelia Esther Juniper "
            "Maud Pearl",
        ),
        "male": words(
            "Albert Barnaby Casper Desmond Edmund Felix Gregor Hubert Isidore Jasper "
            "Kester Leopold Magnus Nathaniel Oswin Piers Quentin Roland Silas Tobias Ulric "
            "Victor Wilfred Yorick Zachary Conrad Emil Jonas Rufus Stellan",
        ),
    },
    family=words(
        "Ashdown Brackley Carrow Dunmore Ellery Fairbairn Garrick Holloway Inskip Jessop "
        "Kettering Larkspur Merriweather Northgate Oakes Penhale Quarrie Rushmere Stannard "
        "Thackeray Underhill Vickery Wetherby Yarrow Bellwether Crossley Dapple Frobisher "
        "Grimsby Hathersage Lanyon Moffat Pettigrew Roscoe Selwyn Tregarth Wainwright Wren "
        "Ostler Pike",
    ),
    join=" ",
    turned=False,
    pronouns={
        "female": {
            "they": "she",
            "their": "her",
            "They": "She",
            "Their": "Her",
            "them": "her",
        },
        "male": {
            "they": "he",
            "their": "his",
            "They": "He",
            "Their": "His",
            "them": "him",
        },
    },
    towns=words("Saltmere, Harrow Sound, Tern Quay, Lower Candle, Fallow Reach, Mistle Bay", ","),
    setting=texts.SETTING,
    notes=(
        "The ferry has crossed twice a day since the winter of three years ago; before, "
        "four times.",
        "The lighthouse has been dark for eleven years and belongs to the town.",
        "The cannery was sold in the spring of last year and pays on Fridays.",
        "The vote on the lighthouse is in the sixth week.",
        "Unknown to all but the grocer, the debts were paid in coins of the old mint.",
        "A week's ordinary living costs two hundred crowns.",
    ),
    goods={
        "Groceries": (
            ("Heel of rye bread", "piece", 1, 2),
            ("Salt herring in paper", "pair", 3, 6),
            ("Jar of quince jelly", "jar", 6, 11),
            ("Sack of seed potatoes", "sack", 18, 30),
            ("Smoked eel for a feast", "eel", 40, 62),
        ),
        "Eating out": (
            ("Cup of barley coffee", "cup", 1, 3),
            ("Fish soup at the mole", "bowl", 7, 12),
            ("Sunday plate at the Anchor", "plate", 16, 27),
            ("Table for six with wine", "table", 130, 190),
        ),
        "Clothes": (
            ("Pair of grey socks", "pair", 4, 8),
            ("Oilcloth apron", "apron", 14, 22),
            ("Knitted ferryman's jersey", "jersey", 45, 80),
            ("Coat made to measure", "coat", 160, 280),
        ),
        "For the house": (
            ("Box of candle ends", "box", 2, 5),
            ("Enamel kettle", "kettle", 20, 34),
            ("Second-hand radio", "radio", 70, 120),
            ("Feather bed", "bed", 210, 340),
        ),
        "Leisure": (
            ("Seat at the picture hall", "seat", 4, 7),
            ("Strings for a fiddle", "set", 11, 19),
            ("Day on the ferry and back", "ticket", 15, 24),
            ("Used bicycle", "bicycle", 110, 175),
            ("Week at the spa across the bay", "week", 290, 400),
        ),
    },
    goods_description="What the shops of the four streets have of it, and now and then the ferry.",
    place_names=words(
        "Lantern Mole Anchor Tidewater Foundry Chapel Orchard Ropewalk Ferry Clocktower "
        "Harbour Winter Cannery Gallows Mill Station Potter's Cooper's Magpie Sailmakers' "
        "Whitewash Pump Observatory Cistern Elm",
    ),
    place_kinds=words(
        "Square, Steps, Tavern, Baths, Library, Garden, Hall, Workshop, Landing, Arcade, "
        "Kitchen, Yard, Reading Room, Market, Green, Tea Room, Boathouse, Bridge, "
        "Stairwell, Depot",
        ",",
    ),
    place_sentences=texts.PLACE_SENTENCES,
    objects=words(
        "iron stove, long bench, cracked mirror, notice board, brass scales, coat hooks, "
        "rain barrel, writing desk, upright piano, stack of crates, hand pump, wall clock, "
        "card table, tool chest, glass cabinet, rope coil, copper kettle, row of lockers, "
        "wheelbarrow, gas lamp",
        ",",
    ),
    circles=(
        "the people of one staircase",
        "a workshop and those it feeds",
        "a family and its lodgers",
        "the night shift",
        "an evening class",
        "a choir that lost its conductor",
        "the crew of the ferry and who waits for it",
        "neighbours who share a yard",
    ),
    titles=words(
        "What the Stove Was Worth, The Second Key, Nobody's Umbrella, A Chair Too Many, "
        "Low Water, The Borrowed Ladder, Eleven Crowns, Soup for the Inspector",
        ",",
    ),
    story=texts.STORY,
    trades=tuple(
        Trade(organization, role, description, skill, income)
        for organization, role, skill, income, description in (
            (
                "Ferry Company",
                "Deckhand",
                "seamanship",
                230,
                "Casts off, ties up, counts heads and paints what rusts.",
            ),
            (
                "Ferry Company",
                "Ferry captain",
                "navigation",
                360,
                "Takes the ferry across twice a day and answers for all aboard.",
            ),
            (
                "Saltmere Cannery",
                "Line worker",
                "fish packing",
                190,
                "Cuts, packs and seals eight hours a day beside a belt that does not stop.",
            ),
            (
                "Saltmere Cannery",
                "Foreman",
                "management",
                320,
                "Keeps the belt running and forty people from each other's throats.",
            ),
            (
                "Harbour Clinic",
                "Nurse",
                "nursing",
                260,
                "Dresses wounds, sits up with the dying and knows who drinks.",
            ),
            (
                "Harbour Clinic",
                "Physician",
                "medicine",
                410,
                "Sees the sick of four streets each morning and walks rounds after noon.",
            ),
            (
                "Town School",
                "Teacher",
                "teaching",
                280,
                "Teaches thirty children of three ages in one room with one map.",
            ),
            (
                "Old Bakery",
                "Baker",
                "baking",
                240,
                "Lights the oven at two, sells until ten and sleeps when others talk.",
            ),
            (
                "Post Office",
                "Postman",
                "bookkeeping",
                210,
                "Walks the four streets twice and reads addresses aloud.",
            ),
            (
                "Rushmere and Daughter",
                "Watchmaker",
                "fine mechanics",
                250,
                "Mends watches, radios and whatever else has a back that comes off.",
            ),
            (
                "Harbour Boatyard",
                "Shipwright",
                "carpentry",
                290,
                "Replaces planks until nothing of the old boat is left, and calls it repair.",
            ),
            (
                "Anchor Tavern",
                "Cook",
                "cooking",
                200,
                "Makes one soup in five ways for people who notice.",
            ),
            (
                "Anchor Tavern",
                "Landlord",
                "hospitality",
                300,
                "Draws beer, keeps debts in chalk and ends quarrels before midnight.",
            ),
            (
                "Mole Gazette",
                "Reporter",
                "writing",
                215,
                "Writes four pages a week about people who live next door.",
            ),
            (
                "Town Hall",
                "Clerk",
                "administration",
                255,
                "Keeps the registers and the keys, and says that it cannot be done.",
            ),
            (
                "Corner Grocery",
                "Grocer",
                "trade",
                270,
                "Buys early, weighs exactly and forgets nothing that is owed.",
            ),
        )
    ),
    school=Trade(
        "Town School",
        "Pupil",
        "Learns reading, sums and the names of rivers, and waits for the bell.",
        "schoolwork",
        0,
    ),
    retired="retired from the {organization}",
    role_line="{role} at {organization}; {place}",
    ranks=(
        ("Apprentice", "Learns the trade of a {role} by sweeping up after one.", 0.6),
        ("Senior", "Does what a {role} does, and answers for the others too.", 1.35),
        ("Travelling", "Works as a {role} in the farms and villages round the bay.", 0.9),
    ),
    kinds=words(
        "family, couple, friend, rival, mentor, former lovers, colleague, neighbour, "
        "landlord and lodger",
        ",",
    ),
    facts=texts.FACTS,
    views=texts.VIEWS,
    fills=texts.FILLS,
    texts=texts.TEXTS,
    counts={
        "appearance_and_impression": 4,
        "brief_introduction": 3,
        "details": 7,
        "conflicts": 2,
        "core_motivation": 2,
        "values": 2,
        "preferences": 3,
        "on_my_mind": 3,
        "views": 4,
    },
    skills=words(
        "rowing, cooking, bookkeeping, singing, chess, gardening, sewing, first aid, "
        "storytelling, carpentry",
        ",",
    ),
    things=(
        ("Grey umbrella", "Not hers, not his; it was in the hall when they moved in."),
        ("Tin of old coins", "From the mint that closed, worth more than they look."),
        ("Second-best coat", "Kept for funerals and interviews."),
        ("Folding knife", "The blade has been ground down to half of what it was."),
        ("Ferry timetable", "Out of date, with notes in the margins that are not about ferries."),
        ("Accordion with a patched bellows", "Plays in every key but one."),
        ("Photograph without a frame", "Three people on the mole, one of them turned away."),
        ("Bicycle lamp", "There is no bicycle any more."),
        ("Ledger", "Two columns, one in pencil."),
        ("Pot of basil", "Moved from window to window after the sun."),
    ),
    homes=words(
        "Rooms over the {spot}, The back half of number {count}, Attic by the {spot}, "
        "House number {count} on the mole, Two rooms in the {spot} yard",
        ",",
    ),
    home_sentences=texts.HOME_SENTENCES,
    in_words=texts.IN_WORDS,
)
