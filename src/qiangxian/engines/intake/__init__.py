"""Strict reading of tables: what a file is, where its header stands, what each cell means, and why a row is refused.

Nothing is guessed: an unknown header is listed, an unknown word refuses its row, a number kept as a float is never
repaired. `read_table(source, vocabulary)` is the one entrance; vocabularies are rulebook data (`intake/<kind>.yaml`)."""

from qiangxian.engines.intake.table import Refusal, Row, SheetHeader, Table, read_table
from qiangxian.engines.intake.template import empty_workbook
from qiangxian.engines.intake.vocabulary import KINDS, Vocabulary, load_vocabulary

__all__ = [
    "KINDS",
    "Refusal",
    "Row",
    "SheetHeader",
    "Table",
    "Vocabulary",
    "empty_workbook",
    "load_vocabulary",
    "read_table",
]
