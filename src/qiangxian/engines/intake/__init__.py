"""Strict reading of tables and feeds: what a file is, where its header stands, what each cell means, and why a row is refused.

Nothing is guessed: an unknown header is listed, an unknown word refuses its row, a number kept as a float is never
repaired. `read_table(source, vocabulary)` is the one entrance; vocabularies (`intake/<kind>.yaml`) and descriptions of
sources (`intake/sources/<name>.yaml`) are rulebook data; `survey` tells a person what could be mapped."""

from qiangxian.engines.intake.learned import Learned, column_keys, fingerprint, target_meaning
from qiangxian.engines.intake.originals import Original, originals
from qiangxian.engines.intake.rows import Refusal, Row
from qiangxian.engines.intake.sources import load_sources
from qiangxian.engines.intake.survey import SurveyedColumn, SurveyedSheet, survey
from qiangxian.engines.intake.table import LacksColumn, OpenTable, SheetHeader, UnknownHeaders, read_table
from qiangxian.engines.intake.template import empty_workbook
from qiangxian.engines.intake.values import PrintedValidity
from qiangxian.engines.intake.vocabulary import KINDS, TableVocabulary, load_vocabulary

__all__ = [
    "KINDS",
    "LacksColumn",
    "Learned",
    "OpenTable",
    "Original",
    "PrintedValidity",
    "Refusal",
    "Row",
    "SheetHeader",
    "SurveyedColumn",
    "SurveyedSheet",
    "TableVocabulary",
    "UnknownHeaders",
    "column_keys",
    "empty_workbook",
    "fingerprint",
    "load_sources",
    "load_vocabulary",
    "originals",
    "read_table",
    "survey",
    "target_meaning",
]
