"""Events: predicates of the text as PLOVER events, with who did what to whom.

`find_events` reads a parsed text with its mentions and statements. The lexicon says what a
predicate means, the syntax who takes part, `composition.tsv` what an operator ("agreed to",
"lifted", "refused") makes of the event below it.
"""

from demarche.events.coder import Coder
from demarche.events.happenings import happenings
from demarche.events.implicit import complete
from demarche.events.judged import political, unlisted
from demarche.events.lexicon import Lexicon
from demarche.events.speech import obligations, speech_acts
from demarche.language.tree import Tree
from demarche.layers import Happening, Mentions, Said


def find_events(
    tree: Tree, mentions: Mentions, statements: list[Said], lexicon: Lexicon | None = None
) -> list[Happening]:
    """The political events told in a text, in text order, at most one at a trigger word.

    Embedded events are told beside the ones above them ("agreed to withdraw": two). Whether an
    event happened is not decided here. `lexicon`: another than the shipped one.
    """
    coder = Coder(tree, mentions, statements, lexicon)
    found = told(coder)
    found += unlisted(coder, {event.trigger[0] for event in found})
    found = sorted(political(coder, found), key=lambda event: event.trigger)
    complete(coder, found)
    return found


def told(coder: Coder) -> list[Happening]:
    """What the lexicon and the rules find, before the network is asked."""
    found = happenings(coder)
    taken = {event.trigger[0] for event in found}
    found += speech_acts(coder, taken)
    found += obligations(coder, taken)
    return sorted(found, key=lambda event: event.trigger)


__all__ = ["find_events", "told"]
