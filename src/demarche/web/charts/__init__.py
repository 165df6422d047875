"""Charts as SVG text, drawn on the server: no script, printable, legible in light and dark.

Colours come from CSS classes; every drawing has a title and its figures in a table beside it.
"""
