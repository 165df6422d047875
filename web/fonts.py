"""The PDF's fonts: the pages' variable fonts as static TrueType (pip install fonttools brotli).

Run after `npm ci`: `python web/fonts.py`. What it writes, src/demarche/web/assets/fonts, is
committed.
"""

from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
OUT = HERE.parent / "src/demarche/web/assets/fonts"
FAMILIES = {"serif": "source-serif-4", "sans": "source-sans-3"}


def main() -> None:
    """Make one file a family and weight, Latin with its extensions."""
    for name, family in FAMILIES.items():
        for suffix, weight in (("", 400), ("-bold", 640)):
            parts = []
            for subset in ("latin", "latin-ext"):
                source = (
                    HERE / f"node_modules/@fontsource-variable/{family}/files"
                    f"/{family}-{subset}-wght-normal.woff2"
                )
                font = TTFont(source, recalcTimestamp=False)
                font = instantiateVariableFont(font, {"wght": weight})
                for table in ("GSUB", "GPOS", "GDEF", "STAT", "meta"):
                    if table in font:
                        del font[table]
                font.flavor = None
                path = OUT / f"_{subset}.ttf"
                font.save(path)
                parts.append(path)
            merged = Merger().merge([str(path) for path in parts])
            merged["head"].modified = merged["head"].created
            merged.save(OUT / f"{name}{suffix}.ttf")
            for path in parts:
                path.unlink()


if __name__ == "__main__":
    main()
