"""The errors that a user may meet: each has a code to grep for and a hint what to do."""


class DemarcheError(Exception):
    """Root of all errors raised on purpose: one line that says what, where, and what to do."""

    code = "D000"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}. {hint}" if hint else message)
        self.message = message
        self.hint = hint


class InputError(DemarcheError):
    """An input cannot be read: not there, empty, binary, another language, too large."""

    code = "D100"


class LanguageError(InputError):
    """An article is in a language that is not read; `language` is its ISO 639-1 code."""

    code = "D101"

    def __init__(self, language: str) -> None:
        super().__init__(f"the language is {language!r}", "only English is read so far; set aside")
        self.language = language


class FetchError(InputError):
    """An address cannot be fetched: dead, forbidden, too large, not public.

    `again`: it may be had later, the host is busy or out of reach.
    """

    code = "D110"

    def __init__(self, message: str, hint: str = "", *, again: bool = False) -> None:
        super().__init__(message, hint)
        self.again = again


class KnowledgeError(DemarcheError):
    """A knowledge file breaks its schema: the message names file, line and fault."""

    code = "D200"


class DataError(DemarcheError):
    """A data set given to a scorer is not in the format it should be."""

    code = "D300"


class PipelineError(DemarcheError):
    """A spaCy pipeline given in place of ours does not set what the stages need."""

    code = "D400"
