"""When, where and how many: times, quantities and places, and the events that they belong to."""

from demarche.circumstances.anchor import anchor
from demarche.circumstances.places import find_places
from demarche.circumstances.quantities import find_quantities
from demarche.circumstances.times import find_times

__all__ = ["anchor", "find_places", "find_quantities", "find_times"]
