"""What every scorer hands back, and how scores are printed."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts for precision, recall and F1."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Right among predicted; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right among gold; 0 where there is no gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 0.0


@dataclass(slots=True)
class Share:
    """Right among those asked."""

    right: int = 0
    asked: int = 0

    def count(self, is_right: bool) -> None:
        """One more asked, right or not."""
        self.asked += 1
        self.right += is_right

    @property
    def value(self) -> float:
        """The share, 0 where nothing was asked."""
        return self.right / self.asked if self.asked else 0.0


@dataclass(slots=True)
class Report:
    """Scores by key, in the order to print them, and errors as readable text, worst first."""

    scores: dict[str, float]
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
