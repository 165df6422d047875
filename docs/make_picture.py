"""Draw docs/ledger.svg, the README's picture: the first claims of the example articles.

python docs/make_picture.py [CLAIMS]
"""

import re
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from demarche.cli.read import example_path
from demarche.cli.show import show_claims
from demarche.ingest import read_sources
from demarche.pipeline import code


def main(claims: int) -> None:
    """Read the examples and draw their first claims."""
    ledger = code(read_sources([example_path()]))
    console = Console(record=True, width=112, file=StringIO(), force_terminal=True)
    show_claims(ledger, console, claims)
    svg = console.export_svg(title="demarche read --examples", theme=MONOKAI)
    # The picture must not load fonts from elsewhere.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    Path(__file__).with_name("ledger.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
