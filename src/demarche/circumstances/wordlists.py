"""Lists of words as they read best: one string."""


def words(listed: str) -> frozenset[str]:
    """The words of a string that lists them, separated by spaces."""
    return frozenset(listed.split())
