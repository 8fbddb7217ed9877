"""English wordings that fit only under a roof, only in the open, or only in somebody's home."""

from __future__ import annotations

WHERE: dict[str, tuple[str, ...]] = {
    "encounter_inside": (
        "A shower empties the street. {first} and {second} both take shelter at {place}.",
        "{first} and {second} reach for the same door of {place} at the same time.",
        "There is a queue at {place}. {second} is behind {first}, and it does not move.",
        "{place} is about to close. {first} and {second} are the last two inside.",
        "The lights go out at {place}. {first} and {second} are standing a step apart.",
        "Music from next door can be heard at {place}, where {first} and {second} happen to be.",
        "{second} holds a door of {place} open a little too long, and {first} comes through it.",
        "Something boils over, or drips, or smokes at {place}; {first} and {second} are nearest.",
    ),
    "encounter_outside": (
        "It begins to rain at {place}. {first} has an umbrella, {second} has none.",
        "A dog has stolen somebody's lunch at {place} and runs past {thing}, between {first} and"
        " {second}.",
        "A gust carries a sheet of paper across {place}. {first} and {second} both step on it.",
        "{first} and {second} come toward each other at {place} and step aside to the same side.",
        "Somebody sings at {place}. {first} and {second} have both stopped to listen by {thing}.",
        "The sun comes out over {place}, and {first} and {second} look up at the same moment.",
        "A ball rolls up to {first} at {place}; the foot that stops it is {second}'s.",
        "{first} is feeding the birds by {thing}. They all fly up when {second} comes.",
    ),
    "surroundings_inside": (
        "Two strangers stop at {thing}, talk in low voices and move on.",
        "Dust turns in the light above {thing}.",
        "The light has moved as far as {thing}.",
        "Somebody laughs at the far end, beyond {thing}.",
        "Outside somebody goes by, whistling, then it is quiet again.",
        "A door shuts somewhere behind {thing}.",
        "Somebody passes {thing} without looking up.",
        "The noise from the street rises and falls.",
    ),
    "surroundings_outside": (
        "It smells of rain at {place}.",
        "A child runs through {place} and is called back.",
        "A sparrow lands near {thing} and looks about.",
        "Two strangers stop at {thing}, talk in low voices and move on.",
        "A bell strikes somewhere beyond {place}.",
        "The shadow of {thing} has grown longer.",
        "Somebody laughs at the far end, beyond {thing}.",
        "The wind turns and brings voices from the street.",
    ),
    "surroundings_home": (
        "The light has moved as far as {thing}.",
        "Something creaks close to {thing}.",
        "A draught stirs something near {thing}.",
        "Dust turns in the light above {thing}.",
        "Outside somebody goes by, whistling, then it is quiet again.",
        "The noise from the street rises and falls.",
        "Next door somebody laughs.",
        "Water runs in a pipe, and stops.",
        "For a moment there is only the clock.",
        "Steps go up the stairs outside and are gone.",
    ),
}
