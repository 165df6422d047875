"""`python -m demarche`: the command line, where its script is not on the path."""

from demarche.cli import main

if __name__ == "__main__":
    main()
