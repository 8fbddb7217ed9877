"""Sentences of the English phrase book for forged worlds."""

from __future__ import annotations

from agentopia_env.fakeserver.forging.book import words

SETTING = (
    "{town} lies where a slow river comes down to a grey bay: four streets, one square, a "
    "mole of black stone and a ferry that crosses when the tide lets it. The place has "
    "been shrinking for thirty years, and everybody who is left can say why they stayed, "
    "though the reasons change with the weather. It is a world of letters, bicycles, "
    "kettles and radio, and news from the capital arrives two days late and already "
    "improved.",
    "This is how it began: {brief}",
    "People live close. Floors are thin, the bakery oven heats three houses, and the water "
    "is turned off at ten. They work at the cannery, on the ferry, in the school, the "
    "clinic and the workshops along the mole; an ordinary week's wage is between two and "
    "three hundred crowns, a frugal week costs a hundred, and nobody is known to have "
    "spent five hundred twice. A day's odd work brings forty if it takes a back and two "
    "hundred if it takes a name. A year has ten weeks, and a week has five working days "
    "and a rest day that is not counted.",
    "Two things divide {town}. The cannery wants the old lighthouse for a cold store, and "
    "half of the town wants it for a school hall; and somebody has been paying other "
    "people's debts at the grocer's, without a word, since the autumn. The council will "
    "vote in the sixth week. Until then everybody is very polite, which here is a bad sign.",
)
STORY = (
    "{a} found the {object} on the stairs on a Tuesday, with {b}'s name chalked on it, and "
    'carried it up three floors before asking anybody. "It was in the way," {a} said.',
    '"It was where I wanted it," said {b}, and put the kettle on all the same. They had '
    "known each other since the flood year and had not agreed about anything since.",
    "By evening everybody had heard. {c} came in without knocking, wet to the knees, and "
    'wanted to know who was going to pay. "Eleven crowns," {c} said. "I counted it out '
    'myself in the autumn, here, on this table."',
    "Nobody answered. Outside the ferry blew its horn twice, which meant that it was "
    "turning round, and somewhere above them a door was closed with great care.",
    "{d} was the one who laughed first. It was not a kind laugh, but it let the air in. "
    '"You are all of you talking about {matter}," {d} said, "and not one of you has '
    'said so."',
    "They talked until the lamp went out. What was said about the {object} was mostly "
    "true; what was said about {matter} was mostly not. {b} wrote down a sum on the back "
    "of a bill, crossed it out, and wrote down a smaller one.",
    "In the morning the {object} stood on the stairs again. {a} looked at it for a while, "
    "then sat down beside it and waited, with two cups, to see who would come.",
)
FACTS = (
    "They have known each other since the {event}, and {count} crowns that changed hands "
    "then were never spoken of again.",
    "Every {day} they sit together at the {spot} for an hour; it began {count} weeks ago "
    "by mistake.",
    "In the {season} of two years ago they carried the {object} across the bay together, "
    "and only one of them got thanked.",
    "They live wall to wall, and since the {event} they knock when the other's {object} is "
    "too loud.",
    "One lent the other the {object} in the {season}; it came back mended, and with "
    "{count} crowns inside.",
)
VIEWS = (
    "I would know {first}'s step anywhere, because it stops before every door as if to apologise.",
    "What I cannot forgive is the {object}: it was mine to lend and not {first}'s to mend.",
    "There are days when {first} is the only one in town who does not ask me about "
    "{matter}, and I am grateful for it.",
    "We hardly ever speak of the {event}, but it sits with us at the table like a third person.",
    "If I had {count} crowns to spare I would rather give them to {first} than to the "
    "bank, and I have told nobody so.",
    "{First} tells every story as if it had happened yesterday, and I have stopped "
    "correcting the dates.",
    "I have learned to wait: on {day} {first} says what was meant the week before.",
    "Somebody should tell {first} about {matter}. I had the chance in the {season} and "
    "talked of soup instead.",
    "It is easy to laugh with {first}, and afterwards I always wonder who paid for it.",
    "I trust {first} with my keys, my cat and my opinion of the council, but not with a ladder.",
    "The way {first} looked at me over the {object} that evening has kept me warm, or "
    "awake, ever since.",
    "People say we are alike. I count my change and {first} does not; that is all the "
    "difference one needs.",
)
FILLS = {
    "smell": words(
        "tar, wet wool, fried onions, lamp oil, chalk, new rope, hot iron, yeast, floor "
        "wax, seaweed",
        ",",
    ),
    "folk": words(
        "the fishwives, three old men, the apprentices, schoolchildren, the night shift, "
        "people without umbrellas, two sisters who never speak",
        ",",
    ),
    "object": words(
        "stove lid, ladder, grey umbrella, brass telescope, sewing machine, handcart, "
        "accordion, ledger, copper pan, oar, wardrobe, radio",
        ",",
    ),
    "view": words(
        "the mole, somebody's washing, the dark lighthouse, the cannery chimney, an empty "
        "lot full of nettles, the ferry steps",
        ",",
    ),
    "matter": words(
        "the lighthouse, the vote, the paid debts, the price of coal, the new owner, the "
        "inspector's visit, the missing bell",
        ",",
    ),
    "event": words(
        "flood year, night of the fire, strike at the cannery, ferry accident, long "
        "winter, wedding at the Anchor, auction",
        ",",
    ),
    "day": words("Mondays Tuesdays Wednesdays Thursdays Fridays"),
    "season": words("spring summer autumn winter"),
    "spot": words("mole, pump, Anchor, ferry steps, library stove, baths", ","),
    "count": words(
        "3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
        "32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47",
    ),
    "garment": words(
        "a coat with one wrong button, boots resoled twice, a scarf of no particular "
        "colour, cuffs black with ink, a cap indoors and out, an apron with deep pockets, "
        "a jersey darned in red",
        ",",
    ),
    "feature": words(
        "long hands, a broken nose, very light eyes, hair cut at home, a voice lower than "
        "one expects, shoulders of a rower, ears that go red, a gap between the teeth",
        ",",
    ),
    "gait": words(
        "walks close to walls, takes stairs two at a time, sits down as if for good, turns "
        "{their} head before answering, stands in doorways, never quite closes {their} coat",
        ",",
    ),
    "habit": (
        "counts steps",
        "reads other people's newspapers from behind",
        "keeps string",
        "whistles hymns with the wrong words",
        "writes lists on {their} wrist",
        "feeds the gulls and denies it",
        "gets up at four",
        "repairs what nobody asked {them} to",
    ),
    "dream": (
        "a room with a door that locks",
        "the captain's licence",
        "a shop under {their} own name",
        "to see the capital once and be bored by it",
        "a piano that holds its tune",
        "to be asked to stay",
        "a house on the other side of the bay",
    ),
    "fear": words(
        "being pitied, a letter from the bank, the third stair, what {their} brother would "
        "say, winter, being found out, silence at table",
        ",",
    ),
    "like": words(
        "burnt sugar, fog, the smell of paint, chess against strangers, wet dogs, early "
        "trains, loud choirs, mended things, plum jam, thunder",
        ",",
    ),
    "dislike": words(
        "speeches, lukewarm tea, people who say 'frankly', new shoes, whispering, gulls, "
        "card tricks, the word 'progress', unpaid bills, raisins",
        ",",
    ),
    "saying": (
        "Measure twice and then ask {their} mother",
        "It holds until it doesn't",
        "You may laugh, I have the receipt",
        "Not today, and not on a Thursday either",
        "I said so in the flood year",
        "Pay me in eggs",
        "One thing at a time, and that one later",
    ),
    "virtue": words(
        "keeps {their} word, says it to the face, never takes the last piece, pays on the "
        "day, does not tell, shares tools, stands up for whoever is absent",
        ",",
    ),
    "vice": words(
        "a lie told kindly, debts between friends, leaving without a word, waste, gossip "
        "about the sick, being late",
        ",",
    ),
    "sum": words(
        "ninety crowns, two weeks' wages, the price of a coat, a hundred and forty crowns, "
        "half a year's rent",
        ",",
    ),
}
TEXTS = {
    "appearance_and_impression": (
        "{First} has {feature} and {garment}.",
        "{They} {gait}, and people make room without knowing why.",
        "At first one takes {them} for somebody who is waiting for somebody else.",
        "There is {garment}, and above it a face that gives nothing away before noon.",
        "Strangers remember {feature}, and {their} manner of nodding twice.",
        "Whoever meets {them} on the stairs is greeted first and looked at afterwards.",
        "{They} smells faintly of {smell} and of {smell}, in that order.",
        "One notices {feature} and then that {they} {gait}.",
    ),
    "brief_introduction": (
        "{First} is {role}, {age} years old, and has been part of {circle} longer than most.",
        "Known on all four streets as the one who {habit}.",
        "Since the {event} {they} has lived two doors from the {spot}, and wants it to stay so.",
        "{They} {virtue}, people say, and is teased about {matter}.",
        "Ask anybody at the {spot}: {first} would lend {their} {object} to an enemy.",
    ),
    "details": (
        "{First} came to the four streets after the {event}, with {sum} and a {object} that "
        "did not belong to {them}.",
        "{Their} mother scrubbed floors at the Anchor and taught {them} that whoever has a "
        "key has a say.",
        "For six years {they} worked away from home, and the only thing {they} tells of it "
        "is the food.",
        "In the {season} of last year {they} borrowed {sum} and has since crossed the "
        "street at the grocer's.",
        "{They} {habit}, {habit2}, and sleeps badly on {day}.",
        "A drawer in {their} room holds letters that {they} answers in {their} head while "
        "washing up.",
        "{They} has been asked twice to sit on the council and has twice gone fishing instead.",
        "The work is done well and spoken of badly, because praise makes {them} suspicious.",
        "Nobody knows that {they} was on the mole on the night of the {event}, and {they} "
        "means to keep it that way.",
        '{They} speaks in short pieces, with pauses in the wrong places: "{saying}."',
        "When {they} is tired {they} talks to the {object}; when {they} is happy {they} "
        'says nothing: "{saying}."',
        "On rest days {they} rows out as far as the third buoy, ships the oars and reads.",
    ),
    "conflicts": (
        "{First} owes {sum} to somebody who has never asked for it, which is worse than "
        "being asked.",
        "{They} wants the lighthouse kept, works for people who want it sold, and is "
        "expected to speak at the vote.",
        "Since the {event} there has been a coolness about a {object} that neither side "
        "will mention first.",
        "{They} is torn between {dream} and a promise made in the {season}.",
        "Half of {circle} believes that {they} paid the debts; the other half believes "
        "that {they} made them.",
        "What keeps {them} awake is {fear}, and that somebody has begun to notice.",
    ),
    "core_motivation": (
        "To have {dream} before the year is over, and to owe nobody for it.",
        "{They} wants {dream}, and more than that to be the one who decides when.",
        "Under everything lies the wish never again to feel what {they} felt after the {event}.",
        "{They} would give up {like} for good if it brought {them} {dream}.",
    ),
    "values": (
        "One {virtue}; nothing is worse than {vice}.",
        "{They} holds that a person {virtue}, that {vice} cannot be undone, and that soup "
        "is for everybody.",
        "Whoever {virtue} may be wrong about the rest, and whoever forgives {vice} has not "
        "been cheated yet.",
    ),
    "preferences": (
        "{First} loves {like}, {like2} and an hour alone at the {spot}.",
        "{They} cannot bear {dislike}, {dislike2} or being helped into a coat.",
        "Give {them} {like} on a {season} evening and {they} will even put up with {dislike}.",
    ),
    "on_my_mind": (
        "I have until the vote to make up my mind about {matter}, and {sum} to make it up with.",
        "The {object} has to be mended before the ferry inspector comes, and nobody but me "
        "seems to have read the notice.",
        "If I want {dream}, I shall have to ask for it this year.",
        "I keep thinking about the {event}, and about who was on the mole that night besides me.",
        "Every week I put nine crowns under the {object}, and every week I find a reason "
        "to take four of them out again.",
    ),
}
PLACE_SENTENCES = (
    "It smells of {smell} from morning on, and of {smell} when it rains.",
    "In the early hours {folk} have it to themselves and speak in half sentences.",
    "A {object} stands in the middle, where everybody has to walk around it.",
    "The windows look out on {view}, and in winter somebody always forgets to close one.",
    "By four o'clock {folk} arrive, and it becomes hard to hear oneself.",
    "One wall is newer than the others; nobody remembers what was behind it.",
    "There is a notice about {matter} that has been corrected in three hands.",
    "Whoever sits down here is asked within five minutes what they think of {matter}.",
)
HOME_SENTENCES = (
    "Two windows, one of them painted shut, look out on {view}.",
    "The {object} takes up more room than the bed.",
    "It smells of {smell}, and in the evening of whatever the neighbours are having.",
    "Everything that matters hangs on nails, and the table is kept free.",
    "The stairs creak on the fourth step, which saves a bell.",
)
IN_WORDS = (
    "Quick with {their} hands and slow with {their} tongue; learns what can be touched.",
    "A good head for sums, a bad one for faces, and more stamina than shows.",
    "Sees what is wrong with a thing at once and what is wrong with a person never.",
    "Steady in trouble, restless in peace, and easily bored by praise.",
    "Warm to whoever is in the room, forgetful of whoever has left it.",
    "Careful to the point of coldness, and then generous all at once.",
    "Says yes too late and no too early, and is sorry for both in the evening.",
    "Would rather be right than liked, but only until supper.",
)
