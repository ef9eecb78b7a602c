"""`python make.py CHECKOUT OUT`: the stored backup of a release, made by that release's own code from a small county.

CHECKOUT is a throwaway checkout of the release (its demonstration is made smaller in place); the Python that runs this must
have what the release's requirements name. Everything goes through the release's own command line."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SMALLER = {
    "enterprises": 100,
    "holders_of_one": 40,
    "patents_of_each_large": 7,
    "persons": 6,
    "trademarks": 40,
    "copyrights": 10,
    "plant_varieties": 4,
    "layouts": 2,
}
RIGHTS = """申请号,专利类型,专利名称,权利人,申请日,授权公告日
202010000001.1,发明专利,演示一种耐磨钢板的轧制方法,{firm},2020-01-02,2022-03-04
202120000002.6,实用新型,演示减速机箱体,{firm},2021-05-06,2021-12-07
202320000003.X,实用新型,演示物料输送机构,{firm},2023-03-01,2023-09-12
202320000004.4,实用新型,演示型材矫直机,演示没有登记的有限公司,2023-03-01,2023-09-12
202320000005.1,实用新型,演示校验位不对,{firm},2023-03-01,2023-09-12
"""
STORED = (
    ("targets", "--as-of", "2024-12-31"),
    ("targets", "--as-of", "2025-12-31"),
    ("targets", "--as-of", "2025-06-30", "--known", "2025-12-31"),
    ("indicators", "--as-of", "2025-12-31"),
    ("indicators", "--as-of", "2026-06-30", "--known", "2026-09-30"),
)
FIRM = """
from qiangxian.contexts.registers import readers
from qiangxian.kernel.actor import Actor
print(readers.visible_enterprises(Actor.system()).order_by("record_id").values_list("name", flat=True)[5])
"""
CORRECTION = """
from django.utils import timezone
from qiangxian.contexts.registers import actions, readers
from qiangxian.kernel.actor import Actor
system = Actor.system()
row = readers.visible_rights(system).get(title="演示减速机箱体")
actions.correct_record(actor=system, at=timezone.now(), record_id=row.record_id, revision=row.revision,
    values={"title": "演示减速机箱体及其端盖"}, reason="演示：按证书更正名称")
"""


class Release:
    """The command line of a checkout, on a county of its own without a kept signing key."""

    def __init__(self, checkout: Path, room: Path) -> None:
        own = {"PYTHONPATH": str(checkout / "src"), "QIANGXIAN_VAR": str(room), "QIANGXIAN_SECRET_KEY": "not-kept"}
        self.environment, self.checkout = {**os.environ, **own}, checkout

    def python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=self.checkout, env=self.environment, stdout=subprocess.PIPE, check=True
        )
        return done.stdout.decode().strip()

    def __call__(self, *words: str) -> str:
        return self.python("-m", "qiangxian.cli.main", *words)

    def shell(self, code: str) -> str:
        return self.python(
            "-c",
            "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'qiangxian.config.settings'\ndjango.setup()\n"
            + code,
        )


def shrink(checkout: Path) -> None:
    """Fewer of each in the demonstration of the checkout."""
    script = checkout / "src/qiangxian/rulebook/national/demonstration/county.yaml"
    words = script.read_text(encoding="utf-8")
    for name, number in SMALLER.items():
        words = re.sub(rf"(?m)^  {name}: \d+$", f"  {name}: {number}", words)
    script.write_text(words, encoding="utf-8")


def make(checkout: Path, out: Path) -> None:
    """Set up with the demonstration, ask (which stores figures), import, correct, ask again, back up."""
    shrink(checkout)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder) / "var"
        release = Release(checkout, room)
        release("setup", "--demo")
        for words in STORED:
            release(*words, "--json")
        table = Path(folder) / "演示专利.csv"
        table.write_text(RIGHTS.format(firm=release.shell(FIRM)), encoding="utf-8")
        release("registers", "import", "rights", str(table), "--json")
        release.shell(CORRECTION)
        for words in STORED[1:4:2]:
            release(*words, "--json")
        release("verify", "--json")
        release("backup", str(out.absolute()))


if __name__ == "__main__":
    make(Path(sys.argv[1]).absolute(), Path(sys.argv[2]))
