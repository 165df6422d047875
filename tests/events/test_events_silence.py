"""Silence: sport, business, culture, local crime, weather, science, history and metaphor.

363 sentences of our own, none of which the network was trained on (its contrasts are others). At
most one in twenty may code anything; the test says how many did, subject by subject.
"""

from functools import cache
from pathlib import Path

import pytest
import yaml

from demarche.evaluate.parses import trees
from demarche.events import find_events
from demarche.events.relation import layers

FILES = ("silence.yaml", "silence_groups.yaml", "silence_hard.yaml")
LIMIT = 0.05


def read(name: str) -> dict[str, list[str]]:
    found = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {"mixed": found}


@cache
def told(name: str) -> dict[str, dict[str, list[str]]]:
    """By subject: each sentence with the events that were coded in it."""
    found = {}
    for subject, texts in read(name).items():
        found[subject] = {
            text: [
                f"{e.type} {tree.words[e.trigger[0]]} by {e.reason.entry}"
                for e in find_events(tree, *layers(tree))
            ]
            for text, tree in zip(texts, trees(texts), strict=True)
        }
    return found


def report(name: str) -> str:
    lines = []
    for subject, texts in told(name).items():
        coded = {text: events for text, events in texts.items() if events}
        lines.append(f"{subject}: {len(coded)} of {len(texts)}")
        lines += [f"    {text} {events}" for text, events in coded.items()]
    return "\n".join(lines)


def test_there_are_three_hundred_sentences_and_none_twice():
    texts = [text for name in FILES for group in read(name).values() for text in group]
    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_politics_codes_nothing(name, record_property):
    texts = [events for group in told(name).values() for events in group.values()]
    share = sum(bool(events) for events in texts) / len(texts)
    record_property("share that codes something", round(share, 3))
    print(f"{name}: {share:.1%} code something")
    assert share <= LIMIT, report(name)


def test_the_network_was_not_trained_on_these_sentences():
    contrasts = Path(__file__).parents[2] / "training" / "events_contrasts.tsv"
    taught = contrasts.read_text(encoding="utf-8")
    texts = [text for name in FILES for group in read(name).values() for text in group]
    assert [text for text in texts if text in taught] == []
