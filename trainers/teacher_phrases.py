"""What the teacher of the small model says: few words, in three tones, at two lengths.

`{to}` is a person, always named first: a model that has just written whom it writes to can repeat
that. `{skill}` is one's best skill, `{liking}` something one likes. The words of warmth and
coldness are those that the environment's ear for tone knows.
"""

from __future__ import annotations

COMPANY: dict[tuple[str, str], tuple[str, ...]] = {
    ("warm", "chatty"): (
        "{to}, I am so glad to see you, tell me all, and let us laugh like before.",
        "{to}, thank you for coming, sit here, dear, I hope your week was kind to you.",
        "{to}, I love these hours of ours: we share bread, old jokes and one good idea.",
        "{to}, what a lovely day! I brought cake, and I want to hear everything you did.",
    ),
    ("warm", "quiet"): (
        "{to}, dear, I smile and listen.",
        "{to}, good to see you, my friend.",
        "{to}, thanks, here is some of my bread.",
        "{to}, I am happy beside you.",
    ),
    ("plain", "chatty"): (
        "{to}, the road is closed again, my knee creaks, and bread went up two coins.",
        "{to}, first the key was gone, then the door stuck, and now my left boot.",
        "{to}, we could count the boats, talk of prices and shoes, and walk until dusk.",
        "{to}, I fixed the roof, wrote three letters, and saw how long the queue was.",
    ),
    ("plain", "quiet"): (
        "{to}, I sit here for an hour.",
        "{to}, cards?",
        "{to}, I look around and nod.",
        "{to}, we walk a bit.",
    ),
    ("cold", "chatty"): (
        "{to}, you are late again, this place is dull, and your stories bore me to tears.",
        "{to}, the plan is wrong, the food is awful, and who hired such stupid people?",
        "{to}, frankly, that was a foolish mistake, you waste my time, and I am angry.",
        "{to}, I complain about noise, taxes, lazy neighbours and an awful week in general.",
    ),
    ("cold", "quiet"): (
        "{to}, I ignore you.",
        "{to}, that is stupid.",
        "{to}, I am bored, be quick.",
        "{to}, you are rude.",
    ),
}
EVENT: dict[str, tuple[str, ...]] = {
    "warm": (
        "I join in, cheer for everybody and help.",
        "I thank the hosts and smile at people.",
    ),
    "plain": ("I look on and take part a little.", "I do my {skill} as well as I can."),
    "cold": ("I stand at the wall, bored.", "I find fault with all of it."),
}
MESSAGES: dict[str, tuple[str, ...]] = {
    "warm": (
        "{to}, thank you, you made my week better.",
        "{to}, dear, I am glad to know you.",
        "{to}, I hope you are happy and well.",
        "{to}, I love our talks, see you soon.",
    ),
    "plain": (
        "{to}, busy week here. And you?",
        "{to}, any news at your end?",
        "{to}, rain again, the same old days.",
        "{to}, all as usual here.",
    ),
    "cold": (
        "{to}, you are rude, and I am angry.",
        "{to}, your stories are dull and stupid.",
        "{to}, you are wrong as ever, it annoys me.",
        "{to}, what a waste of my time.",
    ),
}
INVITATIONS: dict[str, tuple[str, ...]] = {
    "warm": ("{to}, come along, dear, I would love it.", "{to}, I would be glad to see you."),
    "plain": ("{to}, do you have time then?", "{to}, shall we meet?"),
    "cold": ("{to}, be there, I hate waiting.", "{to}, come if you must, I am bored."),
}
ALONE: dict[str, tuple[str, ...]] = {
    "work": (
        "paid work in {skill}",
        "odd jobs for pay",
        "a long paid shift",
        "work for a customer, {skill}",
    ),
    "study": ("practise {skill}", "study {skill} from a book", "learn something new"),
    "rest": ("sleep in and rest", "rest at home", "an early night, and rest"),
    "leisure": ("enjoy {liking}", "a slow walk by the water", "play music and sing"),
    "shop": ("shop for it", "buy it at last"),
}
IDEAS = ("tea", "walk", "cards", "supper", "music", "swim")
DIARY: dict[str, tuple[str, ...]] = {
    "good": ("{to} was the best of a good week.", "Things went well. I laughed a lot."),
    "plain": ("A plain week, one day like another.", "Nothing special, all in all."),
    "bad": ("A bad week. I am tired of it.", "Little went well these days."),
}
