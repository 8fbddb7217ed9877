"""What the teacher of the small model says: few words, in three tones, at two lengths.

Each phrase is a token or two of the small model's. The words of warmth and coldness are those that
the environment's ear for tone knows.
"""

from __future__ import annotations

COMPANY: dict[tuple[str, str], tuple[str, ...]] = {
    ("warm", "chatty"): (
        "I am so glad to see you, tell me all, and let us laugh like before.",
        "thank you for coming, sit here, dear, I hope your week was kind to you.",
        "I love these hours of ours, we share bread, old jokes and one good idea.",
        "what a lovely day! I brought cake, and I want to hear everything you did.",
    ),
    ("warm", "quiet"): (
        "dear, I smile and listen.",
        "good to see you, my friend.",
        "thanks, here is some of my bread.",
        "I am happy beside you.",
    ),
    ("plain", "chatty"): (
        "the road is closed again, my knee creaks, and bread went up two coins.",
        "first the key was gone, then the door stuck, and now my left boot.",
        "we could count the boats, talk of prices and shoes, and walk until dusk.",
        "I fixed the roof, wrote three letters, and saw how long the queue was.",
    ),
    ("plain", "quiet"): (
        "I sit here for an hour.",
        "cards?",
        "I look around and nod.",
        "we walk a bit.",
    ),
    ("cold", "chatty"): (
        "you are late again, this place is dull, and your stories bore me to tears.",
        "the plan is wrong, the food is awful, and who hired such stupid people?",
        "frankly, that was a foolish mistake, you waste my time, and I am angry.",
        "I complain about noise, taxes, lazy neighbours and an awful week in general.",
    ),
    ("cold", "quiet"): (
        "I ignore you.",
        "that is stupid.",
        "I am bored, be quick.",
        "you are rude.",
    ),
}
EVENT: dict[str, tuple[str, ...]] = {
    "warm": (
        "I join in, cheer for everybody and help.",
        "I thank the hosts and smile at people.",
    ),
    "plain": ("I look on and take part a little.", "I do it as well as I can."),
    "cold": ("I stand at the wall, bored.", "I find fault with all of it."),
}
MESSAGES: dict[str, tuple[str, ...]] = {
    "warm": (
        "thank you, you made my week better.",
        "dear, I am glad to know you.",
        "I hope you are happy and well.",
        "I love our talks, see you soon.",
    ),
    "plain": (
        "busy week here. And you?",
        "any news at your end?",
        "rain again, the same old days.",
        "all as usual here.",
    ),
    "cold": (
        "you are rude, and I am angry.",
        "your stories are dull and stupid.",
        "you are wrong as ever, it annoys me.",
        "what a waste of my time.",
    ),
}
INVITATIONS: dict[str, tuple[str, ...]] = {
    "warm": ("come along, dear, I would love it.", "I would be glad to see you."),
    "plain": ("do you have time then?", "shall we meet?"),
    "cold": ("be there, I hate waiting.", "come if you must, I am bored."),
}
ALONE: dict[str, tuple[str, ...]] = {
    "work": ("odd jobs for pay", "a long paid shift", "paid work for a customer"),
    "study": ("practise patiently", "study from a book", "take a lesson"),
    "rest": ("sleep in and rest", "rest at home", "an early night, and rest"),
    "leisure": (
        "a slow walk by the water",
        "play music and sing",
        "read a novel",
        "cook something nice",
        "watch the birds",
        "draw for fun",
    ),
    "shop": ("shop for it", "buy it at last"),
}
IDEAS = ("tea", "walk", "cards", "supper", "music", "swim")
DIARY: dict[str, tuple[str, ...]] = {
    "good": ("A good week, good company.", "Things went well. I laughed a lot."),
    "plain": ("A plain week, one day like another.", "Nothing special, all in all."),
    "bad": ("A bad week. I am tired of it.", "Little went well these days."),
}
_TONES = {
    phrase: tone
    for book in (MESSAGES, INVITATIONS, EVENT)
    for tone, phrases in book.items()
    for phrase in phrases
} | {phrase: tone for (tone, _), phrases in COMPANY.items() for phrase in phrases}


def tone_of(text: str) -> str | None:
    """The tone of one of these phrases; None for any other text."""
    return _TONES.get(text)
