"""The PLOVER vocabulary: event types, modes, contexts, sectors and scores.

Source: the PLOVER codebook (Halterman, Bagozzi, Beger, Schrodt, Scarborough; 2021 and 2023). Quad
classes: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
"""

from typing import Literal, get_args

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE",
    "COOPERATE", "AID", "RETREAT",
    "REQUEST", "REJECT", "ACCUSE", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip

TYPES: tuple[EventType, ...] = get_args(EventType)

QUAD: dict[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "REJECT", "ACCUSE", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}

_STANCE_MODES = ("assist", "change", "yield", "meet")

MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": _STANCE_MODES,
    "REJECT": _STANCE_MODES,
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms",
        "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control",
        "unconventional",
    ),
}  # fmt: skip

CONTEXTS: tuple[str, ...] = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions",
    "pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights",
    "rights_freedoms", "repression", "human_security", "gender", "lgbt", "religion_ethnicity",
    "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration",
    "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber",
    "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
)  # fmt: skip

SECTORS: dict[str, str] = {
    "COP": "police",
    "GOV": "government, the executive",
    "JUD": "courts and judges",
    "LEG": "parliaments and their members",
    "MIL": "armed forces of a state",
    "PRM": "pro-government militias",
    "PTY": "political parties",
    "REB": "rebels and insurgents",
    "SPY": "intelligence services",
    "UAF": "unaligned or unidentified armed forces",
    "UNK": "not known",
    "AGR": "agriculture",
    "BUS": "business",
    "CRM": "criminals and criminal groups",
    "CVL": "civilians and civil society",
    "EDU": "education and scholars",
    "ELI": "elites: former officials, celebrities",
    "JRN": "journalists and media",
    "LAB": "workers and unions",
    "MED": "health workers",
    "REF": "refugees and displaced people",
    "OPP": "political opposition",
    "PRE": "prisoners",
    "REL": "religious groups and leaders",
    "SOC": "social groups",
}

NEEDS_RECIPIENT: frozenset[str] = frozenset({"COOPERATE", "AID", "SANCTION"})
"""Types that PLOVER codes only where a recipient is known."""

# One number from -10 to 10 a type, after Goldstein (1992) as GDELT and PLOVER users expect it.
INTENSITY: dict[str, float] = {
    "AGREE": 4.0, "CONSULT": 1.5, "SUPPORT": 4.5, "CONCEDE": 5.0,
    "COOPERATE": 6.5, "AID": 7.4, "RETREAT": 6.0,
    "REQUEST": -1.0, "REJECT": -4.0, "ACCUSE": -2.5, "THREATEN": -5.0,
    "PROTEST": -6.0, "SANCTION": -5.5, "MOBILIZE": -7.0, "COERCE": -7.5, "ASSAULT": -9.5,
}  # fmt: skip
