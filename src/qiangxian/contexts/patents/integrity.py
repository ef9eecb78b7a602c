"""What must hold between the literature and its index."""

from collections.abc import Iterator

from qiangxian.engines.search import Question
from qiangxian.engines.search.nodes import All
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.integrity import Finding, check

from .indexing import backend
from .models import Record


@check(
    "patents.index",
    label="检索索引与文献库不一致",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="索引里的件数等于文献库中已公开、已建索引的件数，索引文件夹里的文件就是索引所列的文件",
    remedy="在服务器上运行 qiangxian patents rebuild，重建期间检索不中断",
)
def index_differs(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """The number of records on both sides, and the files of the index."""
    expected = Record.objects.filter(is_published=True, is_indexed=True).count()
    if not Record.objects.exists():
        return
    try:
        engine = backend()
        found, faults = engine.search(Question(All(), size=0)).total, engine.faults()
    except DomainError as fault:
        yield Finding("index", "检索索引", str(fault))
        return
    if found != expected:
        yield Finding("count", "检索索引", f"文献库有 {expected} 件，索引里有 {found} 件")
    for words in faults:
        yield Finding(f"file {words}", "检索索引", words)
