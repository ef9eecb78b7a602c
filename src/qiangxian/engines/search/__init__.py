"""Chinese search that keeps its meaning: the query language, the reference that decides, and one contract for every engine.

A term means that this string occurs, so NOT and phrase keep their meaning; ranking never changes the set. Nothing here knows where
records are kept."""

from qiangxian.engines.search.backend import FACETS, RELEVANCE, Answer, Backend, Hit, Question, Writing
from qiangxian.engines.search.documents import Document, folded
from qiangxian.engines.search.errors import QueryError
from qiangxian.engines.search.fields import Field, limit, load_fields
from qiangxian.engines.search.matching import Folded, is_meant
from qiangxian.engines.search.memory import Memory
from qiangxian.engines.search.nodes import Node
from qiangxian.engines.search.parsing import parse
from qiangxian.engines.search.simple import line, simple
from qiangxian.engines.search.words import said

__all__ = [
    "FACETS",
    "RELEVANCE",
    "Answer",
    "Backend",
    "Document",
    "Field",
    "Folded",
    "Hit",
    "Memory",
    "Node",
    "QueryError",
    "Question",
    "Writing",
    "folded",
    "is_meant",
    "limit",
    "line",
    "load_fields",
    "parse",
    "said",
    "simple",
]
