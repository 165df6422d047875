"""How well two tellings of a happening fit: 0 where they contradict or share too little.

Structure decides: actors, recipients, what is sent or seized, place, time. What is left open fits
anything, so that something beside the actor has to be shared.
"""

from demarche.claims.facts import Facts

NEWS = 10
"""Days that articles may lie apart where no time is stated: as long as a happening is news."""

SITUATION = {"transfer": 30, "AGREE": 21, "COERCE": 21, "SANCTION": 21}
"""Days for what goes on, by sort: a deployment, a detention."""

SLACK = {"transfer": 3, "yield": 3, "COERCE": 3}
"""Days that stated times may lie apart, by sort; others: 1."""

_TELLING = ("COERCE", "SANCTION", "RETREAT", "CONCEDE", "REQUEST", "REJECT", "THREATEN", "PROTEST")
"""Types whose modes tell happenings apart: an arrest is no seizure."""

_MUTUAL = ("release", "clash")
"""Sorts that both sides do to each other, each told by itself: a swap of prisoners, a battle."""

LEAST = 1.0
"""The least agreement that makes two tellings one."""

_SPEAKING = ("AGREE", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "THREATEN")


def agreement(a: Facts, b: Facts, same_article: bool = False) -> float:
    """How much two tellings of happenings have in common; 0: not the same happening."""
    if a.kind != b.kind:
        return 0.0
    when = _times(a, b, same_article)
    if when < 0 or not _sides_agree(a, b, same_article):
        return 0.0
    mutual = a.kind in _MUTUAL
    if not _open_or_shared(a.countries, b.countries):
        return 0.0
    if not mutual and not _open_or_shared(a.themes, b.themes):
        return 0.0
    if a.type in _TELLING and a.type == b.type and not _open_or_shared(a.modes, b.modes):
        return 0.0
    where = _shared(a.places, b.places)
    if a.places and b.places and not where:
        return 0.0
    score = when + where + max(_shared(a.themes, b.themes), _shared(a.things, b.things))
    score += 0.5 * _shared(a.countries, b.countries) + 0.5 * _shared(a.figures, b.figures)
    if _shared(a.recipients, b.recipients):
        both = len(set(a.recipients) | set(b.recipients))
        score += 1.0 + len(set(a.recipients) & set(b.recipients)) / both
    # Of two demands or two criticisms by one actor, the word alone does not make one.
    if same_article or a.type not in _SPEAKING:
        score += _shared(a.words, b.words)
    if a.together or b.together:
        score += 1.0 if len({*a.actors, *a.recipients} & {*b.actors, *b.recipients}) > 1 else 0.0
    if mutual and not (a.together or b.together):
        score += len({*a.actors, *a.recipients} & {*b.actors, *b.recipients})
    if same_article:
        score += 0.1 + 0.5 * _shared(a.modes, b.modes) if score else 0.0
        score += 0.5 if a.type == b.type and _shared(a.modes, b.modes) else 0.0
        # In one article a second blow by the same side is the first again, unless it says more.
        vague = a.kind == "ASSAULT" and _shared(a.actors, b.actors)
        score += 1.0 if vague and not (a.recipients and b.recipients) else 0.0
    return score if score >= LEAST else 0.0


def _open_or_shared(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return not a or not b or bool(_shared(a, b))


def _shared(a: tuple[object, ...], b: tuple[object, ...]) -> float:
    return 1.0 if any(item in b for item in a) else 0.0


def _sides_agree(a: Facts, b: Facts, same_article: bool) -> bool:
    """Whether actors and recipients can be the same ones."""
    if a.together or b.together:
        ours, theirs = {*a.actors, *a.recipients}, {*b.actors, *b.recipients}
        return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
    if a.kind in _MUTUAL:
        ours, theirs = {*a.actors, *a.recipients}, {*b.actors, *b.recipients}
        known = min(len([c for c in side if not c.startswith("UNK")]) for side in (ours, theirs))
        return len(ours & theirs) >= min(max(known, 1), 2)
    if a.recipients and b.recipients and not _shared(a.recipients, b.recipients):
        return False
    if a.actors and b.actors:
        return bool(_shared(a.actors, b.actors))
    return same_article or bool(_shared(a.recipients, b.recipients))


def _is_over(plan: Facts, other: Facts) -> bool:
    """Whether one had its day, or was told as done, before the other was told as to come."""
    if not plan.ahead or plan.published is None:
        return False
    done = other.published if other.last is None and not other.ahead else other.last
    return done is not None and done < plan.published


def _times(a: Facts, b: Facts, same_article: bool) -> float:
    """Below 0 where the times cannot be the same; above where both are stated and are.

    A telling without a stated time has the article's day.
    """
    stated = a.first is not None and b.first is not None
    start, end = (a.published, a.published) if a.first is None else (a.first, a.last)
    begin, stop = (b.published, b.published) if b.first is None else (b.first, b.last)
    if not (start is None or end is None or begin is None or stop is None):
        gap = max(start, begin) - min(end, stop)
        if stated:
            narrow = end - start <= 1 and stop - begin <= 1
            return -1.0 if gap > SLACK.get(a.kind, 1) else 0.5 if narrow else 0.0
        if not same_article and gap > SITUATION.get(a.kind, NEWS):
            return -1.0
    if a.kind in SITUATION:
        return 0.0
    # One article that tells what was done and what will be tells of two happenings.
    past = (same_article and a.ahead != b.ahead) or _is_over(a, b) or _is_over(b, a)
    return -1.0 if past and not stated else 0.0
