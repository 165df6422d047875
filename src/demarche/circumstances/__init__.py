"""When, where and how many: times, quantities and places, and the events that they belong to."""

from demarche.circumstances.quantities import find_quantities
from demarche.circumstances.times import find_times

__all__ = ["find_quantities", "find_times"]
