"""Ids of positions, which have none of their own."""

from demarche.model import Position, content_id


def position_id(position: Position) -> str:
    """The id of a position: who takes it in which statement on which event, with which figure."""
    figure = position.quantity.value if position.quantity else ""
    told = position.statement or position.event or position.sentence.start
    return content_id("pos", position.document, position.event, told, position.party.actor, figure)
