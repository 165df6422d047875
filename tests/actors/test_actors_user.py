"""A user's own knowledge: added lines, dictionaries of other coders, what they override."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from demarche import userknowledge
from demarche.actors import check, find_mentions
from demarche.actors.adding import NewActor, add, bring_in
from demarche.actors.check import overridden
from demarche.actors.codes import dated_codes, from_cameo, to_cameo
from demarche.actors.dictionaries import _less, read_dictionary
from demarche.actors.entries import Term
from demarche.actors.search import listings, namesakes, search
from demarche.actors.tables import COLUMNS, shelves, table
from demarche.cli import app
from demarche.errors import KnowledgeError
from demarche.language import load
from demarche.language.tree import from_doc
from demarche.model import Document

SAMPLES = Path(__file__).parent / "dictionaries"


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty knowledge folder that is in use."""
    (tmp_path / "actors").mkdir()
    monkeypatch.setenv(userknowledge.VARIABLE, str(tmp_path))
    return tmp_path


def codes(text: str, published: str | None = None) -> dict[str, str]:
    """Who is found in a text: the words of each mention and its code."""
    tree = from_doc(load()(text))
    found = find_mentions(tree, Document(id="d", text=text, published=published)).all
    return {tree.span(m.start, m.end - 1).text: m.actors[0].code for m in found}


# -- codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cameo", "plover"),
    [
        ("USA", "USA.GOV"),
        ("SYRGOVMIL", "SYR.GOV"),
        ("PSEREBHMS", "PSE.REB"),
        ("FRAMED", "FRA.JRN"),
        ("KSVCIV", "XKX.CVL"),
        ("IGOUNO", "IGO.UN"),
        ("IGOUNOHLHWHO", "IGO.WHO"),
        ("IGOWSTNAT", "IGO.NATO"),
        ("IMGMOS", "UNK.REB"),
        ("REB", "UNK.REB"),
        ("TURXYZ", "TUR.UNK"),
        ("pse", "PSE.GOV"),
        ("---", None),
        ("###", None),
        ("QQQGOV", None),
    ],
)
def test_cameo_codes_are_read_as_plover(cameo: str, plover: str | None) -> None:
    assert from_cameo(cameo) == plover


@pytest.mark.parametrize(
    ("plover", "cameo"),
    [("KOR.MIL", "KORMIL"), ("XKX.GOV", "KSVGOV"), ("FRA.JRN", "FRAMED"), ("IGO.EU", "IGOEEC"),
     ("UNK.REB", "REB"), ("USA.UNK", "USA"), ("USA.SOC", None)],
)  # fmt: skip
def test_plover_codes_are_written_as_cameo(plover: str, cameo: str | None) -> None:
    assert to_cameo(plover) == cameo


def test_each_cameo_chunk_for_a_body_names_one_that_we_have() -> None:
    have = {row.cells[1] for schema, row in shelves() if schema == "actors"}
    bodies = [row.cells for row in table("cameo") if row.cells[1] in ("igo", "ngo")]
    assert [b for b in bodies if f"{b[1].upper()}.{b[2]}" not in have | {"NGO.UNK"}] == []


def test_codes_with_dates() -> None:
    default, terms = dated_codes("AFG.GOV|AFG.REB 2001-11-13..2021-08-14", "x:1")
    assert default == "AFG.GOV"
    assert terms == (Term("AFG.REB", "2001-11-13", "2021-08-14"),)
    assert dated_codes("NOR.REB 1999..", "x:1") == ("NOR.REB", (Term("NOR.REB", "1999", None),))
    with pytest.raises(KnowledgeError, match=r"x:1: 'B 2001' is no code with its dates"):
        dated_codes("A|B 2001", "x:1")


# -- dictionaries ------------------------------------------------------------------------------


def test_petrarch_actors_are_read_with_their_dates() -> None:
    found = read_dictionary(SAMPLES / "harbour.actors.txt")
    lines = {row.cells[3]: row.cells for _, row in found.lines}
    assert lines["Orla Vex"] == (
        "person.orla-vex",
        "NOR.GOV|NOR.ELI ..2004-02-29|NOR.GOV 2004-03-01..2008-02-28|NOR.REB 2008-02-29..",
        "person", "Orla Vex", "O. Vex", "",
    )  # fmt: skip
    assert lines["Fjord watch"][1] == "NGO.FJORD-WATCH"
    assert lines["Harbour league"][1::3] == ("IGO.UN", "League of harbours")
    assert lines["Tide brigade"][1] == "DNK.PTY|DNK.REB ..1998-12-31"
    assert "Just a word" not in lines and "Grey coast" not in lines
    # Where two codes hold on one day, the first one does.
    assert lines["Marsh front"][1] == (
        "SWE.PTY|SWE.REB 2010-01-01..2010-12-31|SWE.GOV 2011-01-01..2011-06-30"
    )
    assert [f.partition(": ")[2] for f in found.faults] == ["[XQZGOV] is no code that we know"]


def test_petrarch_agents_become_role_nouns() -> None:
    found = read_dictionary(SAMPLES / "harbour.agents.txt")
    roles = {row.cells[0]: row.cells[1:] for _, row in found.lines}
    assert roles["lighthouse keeper"] == ("LAB", "person", "no")
    assert roles["harbour masters"][0] == roles["harbour master"][0] == "GOV"
    assert roles["coast militia"][:2] == ("REB", "organisation")
    assert {"tugman", "tugwoman"} <= set(roles)
    assert len(found.faults) == 1 and "[~QQQ]" in found.faults[0]


def test_csv_takes_the_usual_headers() -> None:
    found = read_dictionary(SAMPLES / "people.csv")
    assert [(schema, row.cells) for schema, row in found.lines] == [
        ("offices", ("Pia Tern", "P. Tern", "harbour minister", "FIN.GOV", "2012-05-01",
                     "2016-04-30")),
        ("actors", ("fin.lab.reed-warblers-union", "FIN.LAB", "organisation",
                    "Reed Warblers Union", "Reed Warblers", "")),
        ("actors", ("zzz.gov.nobody", "ZZZ.GOV", "organisation", "Nobody", "", "")),
    ]  # fmt: skip


def test_a_csv_without_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("who,what\na,b\n")
    with pytest.raises(KnowledgeError, match="needs a column `name`"):
        read_dictionary(path)
    with pytest.raises(KnowledgeError, match="no known format"):
        read_dictionary(tmp_path / "x.xlsx")


@given(st.text(max_size=300))
def test_no_dictionary_text_raises(text: str) -> None:
    from demarche.actors import dictionaries

    dictionaries._actors(text, "x")
    dictionaries._agents(text, "x")


days = st.dates().map(lambda d: d.isoformat())
spans = st.tuples(days, days).map(lambda pair: Term("A", min(pair), max(pair)))


@given(st.lists(spans, max_size=6), days)
def test_terms_never_overlap_and_lose_no_day(terms: list[Term], day: str) -> None:
    taken: list[Term] = []
    for term in terms:
        taken.extend(_less(term, taken))
    assert sum(term.holds(day) for term in taken) == any(term.holds(day) for term in terms)


# -- in use ------------------------------------------------------------------------------------


def test_dictionaries_dropped_into_the_folder_are_read(mine: Path) -> None:
    for path in SAMPLES.iterdir():
        shutil.copy(path, mine / "actors")
    found = codes("Orla Vex met Pia Tern and the lighthouse keeper in Oslo.", "2006-01-01")
    assert found["Orla Vex"] == "NOR.GOV"
    assert found["Pia Tern"].startswith("FIN")
    assert codes("Orla Vex fled.", "2012-01-01")["Orla Vex"] == "NOR.REB"
    assert codes("The Tide Brigade warned Oslo.", "1990-05-05")["Tide Brigade"] == "DNK.REB"
    assert codes("The Tide Brigade warned Oslo.", "2005-05-05")["Tide Brigade"] == "DNK.PTY"
    faults = check()
    assert any("[XQZGOV]" in fault for fault in faults)
    assert any("ZZZ.GOV: no such country" in fault for fault in faults)


def test_a_user_adds_overrides_and_takes_away(mine: Path) -> None:
    add(NewActor("Grebe Movement", "FIN.OPP", aliases=["Boko Haram"]), mine)
    add(NewActor("Ines Loon", "FIN.GOV", "person", office="fog minister", start="2020"), mine)
    (mine / "actors" / "gone.tsv").write_text("\t".join(COLUMNS["actors"]) + "\nigo.nato\t-\n")
    found = codes("Ines Loon told Boko Haram and the Grebe Movement about NATO.", "2021-01-01")
    assert found["Ines Loon"] == "FIN.GOV"
    assert found["Boko Haram"] == "FIN.OPP"
    assert not any("NATO" in words and code == "IGO.NATO" for words, code in found.items())
    assert check() == []
    notes = overridden()
    assert any("'Boko Haram' is fin.opp.grebe-movement now, and reb.jas" in note for note in notes)
    assert any("takes away organisations/" in note for note in notes)


def test_two_lines_for_one_name_are_a_conflict(mine: Path) -> None:
    add(NewActor("Grebe Movement", "FIN.OPP"), mine)
    add(NewActor("Grebe Movement", "SWE.REB"), mine)
    assert [fault for fault in check() if "names swe.reb" in fault and "fin.opp" in fault]


def test_built_in_knowledge_is_as_before_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(userknowledge.VARIABLE, raising=False)
    assert overridden() == []
    assert codes("Boko Haram attacked.")["Boko Haram"] == "NGA.REB"


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (NewActor("X", "KOR.XXX"), "no such PLOVER sector"),
        (NewActor("X", "KOR.GOV", kind="thing"), "no such kind"),
        (NewActor("X", "KOR.GOV", start="soon"), "no ISO 8601 date"),
        (NewActor("X", "KOR.GOV", start="2012", end="2010"), "before it begins"),
        (NewActor("a\tb", "KOR.GOV"), "without tabs"),
    ],
)
def test_add_refuses_what_is_wrong(mine: Path, new: NewActor, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=fault):
        add(new, mine)


def test_bring_in_copies_as_it_is(mine: Path) -> None:
    source = SAMPLES / "harbour.actors.txt"
    target, number, faults = bring_in(source, mine)
    assert target.read_bytes() == source.read_bytes()
    assert (number, len(faults)) == (5, 1)
    target.write_text("OTHER [FIN]\n")
    with pytest.raises(KnowledgeError, match="there already"):
        bring_in(source, mine)


def test_search_and_namesakes() -> None:
    found = search("boko haram")
    assert found[0][0].id == "reb.jas"
    assert search("kor")[0][0].id == "kor"
    assert search("no such body at all") == []
    shared = {other.id for _, other in namesakes(listings()["geo"])}
    assert any("usa" in ident for ident in shared)


# -- the commands ------------------------------------------------------------------------------


def run(*arguments: str, folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["actors", *arguments, "--knowledge", str(folder)])
    return result.exit_code, result.output


def test_the_commands(mine: Path) -> None:
    code, text = run("add", "Ines Loon", "--code", "FIN.GOV", "--office", "fog minister",
                     "--from", "2020-01-01", folder=mine)  # fmt: skip
    assert code == 0 and "offices.tsv" in text
    code, text = run("search", "ines loon", folder=mine)
    assert code == 0 and "person.ines-loon" in text and "yours" in text
    code, text = run("show", "Ines Loon", "--on", "2021-05-05", folder=mine)
    assert code == 0 and "fog minister, FIN.GOV" in text and "FIN.GOV on 2021-05-05" in text
    code, text = run("show", "kor", "--json", folder=mine)
    assert code == 0 and '"cameo": "KORGOV"' in text
    code, text = run("import", str(SAMPLES / "harbour.actors.txt"), folder=mine)
    assert code == 1 and "5 lines read, 1 not understood" in text
    code, text = run("check", folder=mine)
    assert code == 1 and "[XQZGOV]" in text
    code, text = run("search", "no such body at all", folder=mine)
    assert code == 1


def test_a_fresh_process_reads_a_csv_with_cameo_codes(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "mine.csv").write_text("name,code\nGrebe Movement,FINOPP\n")
    command = [sys.executable, "-c", "from demarche.cli import main; main()", "--knowledge"]
    done = subprocess.run(
        [*command, str(tmp_path), "actors", "search", "Grebe Movement"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-300:]
    assert "FIN.OPP" in done.stdout
