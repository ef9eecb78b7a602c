"""The guide in the product: every page reads, every link leads somewhere, every refusal is among the questions, every picture shows
a page that is there."""

import re
from pathlib import Path

import pytest
import yaml
from django.urls import Resolver404, resolve

from qiangxian.web.guide import pages, refusals

pytestmark = pytest.mark.django_db
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LITERAL = re.compile(r"raise (?:Refused|Conflict|NotFound|NotAllowed)\(\s*\"([^\"{}]*[一-鿿][^\"{}]*)\"")
FILES = sorted(pages.FOLDER.glob("*.md"))


def links_of(file: Path) -> list[str]:
    return LINK.findall(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_link_of_the_guide_leads_somewhere(file) -> None:
    for target in links_of(file):
        if target.startswith("/"):
            try:
                resolve(target)
            except Resolver404:
                pytest.fail(f"{file.name}: {target} leads nowhere")
        else:
            assert (file.parent / target).is_file(), f"{file.name}: {target} is not there"


@pytest.mark.parametrize(
    "role", ["office", "leader", "liaison", "unit_head", "auditor", "sysadmin", "secadmin", "enterprise"]
)
def test_the_guide_links_only_what_its_reader_may_open(log_in, role) -> None:
    reader = log_in(role, is_demo=True, **({"unit": "市财政局"} if role in ("liaison", "unit_head") else {}))
    booklet = reader.get("/help/booklet/").content.decode()
    found = set(re.findall(r'href="(/(?:desk|my)/[^"#?]*)"', booklet.split("<main", 1)[1]))
    refused = {path for path in found if reader.get(path, follow=True).status_code == 403}
    assert refused == set()
    if role == "office":
        assert {"/desk/imports/", "/desk/plan/import/", "/desk/setup/"} <= found


def test_the_contents_beside_the_source_list_every_page() -> None:
    assert {target.removesuffix(".md") for target in links_of(pages.FOLDER / "README.md")} == {*pages.pages()} - {
        "questions"
    }


def test_every_file_is_a_page_and_every_page_a_file() -> None:
    assert {file.stem for file in FILES} - {"README"} == {*pages.pages()} - {pages.QUESTIONS}


@pytest.mark.parametrize("name", [name for name in pages.pages() if name not in (pages.QUESTIONS, "words")])
def test_every_page_has_an_order_or_choice_and_a_worked_example(name) -> None:
    text = (pages.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "## 一个例子" in text


@pytest.mark.parametrize("name", [name for name in pages.pages() if name != pages.QUESTIONS])
def test_every_page_is_read_without_logging_in_and_no_markdown_is_left(client, name) -> None:
    page = client.get(f"/help/{name}/")
    assert page.status_code == 200
    body = page.content.decode().split("<article", 1)[1].split("</article>", 1)[0]
    assert "**" not in body
    assert "](" not in body
    assert ".md" not in body


def test_the_booklet_holds_every_page_and_its_links_stay_within(client) -> None:
    body = client.get("/help/booklet/").content.decode()
    for name, page in pages.pages().items():
        if name != pages.QUESTIONS:
            assert f'id="{name}"' in body, page.label
    assert 'href="#accounts"' in body
    assert 'href="/help/accounts/"' not in body


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("/desk/setup/", "first-week"),
        ("/desk/audit/", "security"),
        ("/desk/compare/", "targets"),
        ("/desk/plan/import/", "plan"),
        ("/desk/imports/", "data"),
        ("/desk/imports/matches/", "queues"),
        ("/desk/programmes/1/targets/G1/", "targets"),
        ("/desk/reminders/channels/", "monthly"),
        ("/desk/units/3/", "accounts"),
        ("/my/fees/", "enterprise"),
    ],
)
def test_help_opens_the_page_for_where_one_stands(place, name) -> None:
    assert pages.page_for(place) == f"/help/{name}/"


def test_help_on_the_home_page_is_for_who_reads_it_and_for_what_is_to_be_done(log_in) -> None:
    def leads(role: str, **more: object) -> str:
        return re.search(r'href="(/help/[\w-]*/?)"', log_in(role, **more).get("/desk/").content.decode())[1]

    assert leads("office", division="410482") == "/help/first-week/", "until the week is done"
    assert leads("leader") == "/help/leader/"
    assert leads("liaison", unit="市工信局") == "/help/liaison/"
    assert leads("secadmin", is_demo=True) == "/help/accounts/"


def test_help_stands_in_the_bar_of_desk_and_front_page(log_in, client) -> None:
    assert 'href="/help/queues/"' in log_in("office").get("/desk/imports/matches/").content.decode()
    assert 'href="/help/"' in client.get("/help/words/").content.decode()
    assert client.get("/help/nowhere/").status_code == 404
    assert client.get("/help/pictures/..%2Fpages.yaml").status_code == 404


def test_every_refusal_written_in_the_program_is_among_the_questions(client) -> None:
    written = {
        words for file in refusals.SOURCE.rglob("*.py") for words in LITERAL.findall(file.read_text(encoding="utf-8"))
    }
    assert len(written) > 100
    shown = {words for _area, some in refusals.refusals() for words, _remedy in some}
    assert {words for words in written if not any(one.startswith(words) for one in shown)} == set()
    body = client.get("/help/questions/").content.decode()
    assert body.count("<dt>") >= len(shown)


def test_every_refusal_says_what_to_do() -> None:
    told = [one for file in refusals.SOURCE.rglob("*.py") for one in refusals.in_file(file)]
    assert len(told) > 600
    assert [words for words, remedy in told if not remedy] == []


def test_a_question_is_found_by_words_from_the_screen(client) -> None:
    body = client.get("/help/questions/?q=乡级区划代码").content.decode()
    assert "不是本县的乡级区划代码" in body
    assert "备份文件已存在" not in body
    assert "没有这样的提示" in client.get("/help/questions/?q=绝不会有的话").content.decode()


def test_a_name_that_is_known_only_when_it_happens_is_left_open() -> None:
    shown = {words for _area, some in refusals.refusals() for words, _remedy in some}
    assert "账号名“…”已被使用" in shown


PICTURES = yaml.safe_load((pages.FOLDER / "pictures.yaml").read_text(encoding="utf-8"))


def test_every_picture_is_used_and_every_one_used_is_taken_by_the_script() -> None:
    used = {Path(target).stem for file in FILES for target in links_of(file) if target.startswith("pictures/")}
    assert used == set(PICTURES)
    assert {file.stem for file in pages.PICTURES.glob("*.jpg")} == set(PICTURES)
