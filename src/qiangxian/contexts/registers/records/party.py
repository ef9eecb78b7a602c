"""The declaration of a party; what is done with it stands in `parties`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """A printed name (and perhaps code) of a row that means a record of another kind.

    `column` keeps the record; `state`, where there is one, how sure we are: such a name goes to the queue of doubts and a
    person's decision is written into it. `folded`: the column of the folded name. `is_owner`: that record may see the row."""

    column: str
    kind: str
    name: str = ""
    code: str = ""
    state: str = ""
    folded: str = ""
    is_owner: bool = False

    @property
    def relation(self) -> str:
        """The column without its `_id`: how lists and addresses call it."""
        return self.column.removesuffix("_id")

    @property
    def printed(self) -> tuple[str, ...]:
        """The columns somebody printed."""
        return tuple(filter(None, (self.name, self.code)))
