"""English names for positions: what a skill is called as a job, where it is done, how one rises."""

from __future__ import annotations

ROLES: dict[str, tuple[str, str]] = {
    "acting": ("Actor", "Playhouse"),
    "animal care": ("Animal Keeper", "Animal Shelter"),
    "audio engineering": ("Sound Engineer", "Sound Studio"),
    "baking": ("Baker", "Bakery"),
    "bookkeeping": ("Bookkeeper", "Accounts Office"),
    "building maintenance": ("Caretaker", "Building Services"),
    "business": ("Business Developer", "Trading Company"),
    "chess": ("Chess Coach", "Chess Club"),
    "ceramics": ("Potter", "Pottery"),
    "cooking": ("Cook", "Kitchen"),
    "customer service": ("Service Clerk", "Service Desk"),
    "cycling": ("Courier", "Courier Company"),
    "drawing": ("Illustrator", "Drawing Office"),
    "first aid": ("Paramedic", "Ambulance Post"),
    "gardening": ("Gardener", "Nursery"),
    "interviewing": ("Reporter", "Gazette"),
    "law": ("Legal Adviser", "Legal Advice Centre"),
    "management": ("Manager", "Management Office"),
    "mathematics": ("Analyst", "Statistics Bureau"),
    "mechanics": ("Mechanic", "Repair Shop"),
    "medicine": ("Physician", "Clinic"),
    "music performance": ("Musician", "Orchestra"),
    "music theory": ("Composer", "Music School"),
    "negotiation": ("Mediator", "Mediation Office"),
    "nursing": ("Nurse", "Clinic"),
    "organizing": ("Coordinator", "Community Centre"),
    "painting": ("Painter", "Art Workshop"),
    "programming": ("Programmer", "Software Workshop"),
    "public speaking": ("Spokesperson", "Press Office"),
    "sewing": ("Tailor", "Tailor Shop"),
    "singing": ("Singer", "Choir"),
    "songwriting": ("Songwriter", "Sound Studio"),
    "storytelling": ("Storyteller", "Reading Room"),
    "structural engineering": ("Structural Engineer", "Engineering Office"),
    "teaching": ("Teacher", "Evening School"),
    "woodworking": ("Carpenter", "Joinery"),
    "writing": ("Writer", "Gazette"),
}
"""Skill to (role, kind of organization)."""
ROLE, HOUSE = "{skill} Specialist", "{skill} Works"
"""The same for any other skill."""

RANKS: tuple[tuple[float, str], ...] = (
    (240, "Director and {role}"),
    (180, "Head {role}"),
    (130, "Lead {role}"),
    (80, "Senior {role}"),
    (25, "{role}"),
    (0, "Assistant {role}"),
)
"""Points asked for from which a role is called so."""

SUMMITS: tuple[str, ...] = (
    "Head of {skill}",
    "Chief {role}",
    "Principal {role}",
    "Director of {skill}",
    "Master {role}",
    "First {role}",
    "Distinguished {role}",
)
"""What the demanding positions of later years are called."""

HOUSES: tuple[str, ...] = (
    "Corner",
    "Old Mill",
    "Northside",
    "Bridge Street",
    "Union",
    "Lantern",
    "Harbour",
    "Elm Row",
    "Riverside",
    "Cooperative",
    "Southgate",
    "Kestrel",
)
"""First words of organizations that are not there yet."""
PLACED, NUMBERED = "{house} {kind}", "{organization} No. {number}"
"""An organization's name, and that of another one where the name is taken."""

VOLUNTEERING: tuple[str, ...] = (
    "{skill} Circle Member",
    "Volunteer {role}",
    "{skill} Club Host",
    "Honorary {role}",
)
"""Roles of type non-work."""

DUTIES: tuple[str, ...] = (
    "Does the {skill} that {organization} lives on, and answers for it on Fridays.",
    "Works with {skill} from the first task of the day to the last at {organization}.",
    "Looks after everything at {organization} that has to do with {skill}.",
    "Brings {skill} to {organization} and teaches it to whoever comes next.",
    "Keeps {organization} going with {skill}, patience and a full calendar.",
    "Is asked first when {skill} is needed at {organization}, and thanked last.",
    "Plans, does and checks the {skill} of {organization}.",
    "Gives {organization} its name for {skill}.",
)

COMMON_SKILLS: tuple[str, ...] = (
    "cooking",
    "writing",
    "teaching",
    "bookkeeping",
    "gardening",
    "organizing",
    "customer service",
    "building maintenance",
)
"""What positions are about in a world that names no skills."""
