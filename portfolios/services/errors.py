"""What a service refuses, in words that name the field."""


class Refused(Exception):
    """A request that can't be carried out; `errors` maps a field's name to its messages.

    Messages that belong to no single field stand under the empty name.
    """

    def __init__(self, errors: dict[str, list[str]] | str):
        self.errors = {"": [errors]} if isinstance(errors, str) else errors
        super().__init__("; ".join(self.lines()))

    def sentences(self) -> list[str]:
        """The messages as a page shows them where no field stands beside: without names of code."""
        return [message for messages in self.errors.values() for message in messages]

    def lines(self) -> list[str]:
        return [
            f"{field}: {message}" if field else message
            for field, messages in self.errors.items()
            for message in messages
        ]


class RowsRefused(Exception):
    """Some of many rows can't be recorded, so none was; `rows` maps an index to its errors."""

    def __init__(self, rows: dict[int, dict[str, list[str]]]):
        self.rows = rows
        super().__init__(f"{len(rows)} rows were refused")
