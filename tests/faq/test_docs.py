"""What the documents tell a curator is true of the programme."""

import re
from pathlib import Path

import yaml

from faq.catalog import HOME
from faq.entry import Area, Audience, FaqEntry, State
from faq.load import build, read_yaml
from faq.sheets.columns import SYNONYMS, plain_header
from faq.wrong import MEANING

DOCS = HOME.parent / "docs"


def test_the_example_entry_loads(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", (DOCS / "curating.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    path = tmp_path / "example.yaml"
    path.write_text(found[1], encoding="utf-8")
    for block in read_yaml(path, "docs/curating.md").items():
        entry = build(FaqEntry, block)
        assert len(entry.summary) <= 80


def test_every_field_of_an_entry_is_explained() -> None:
    text = (DOCS / "curating.md").read_text(encoding="utf-8")
    assert not [name for name in FaqEntry.model_fields if f"`{name}" not in text]


def test_the_words_of_a_field_mean_the_same_in_the_document_and_in_a_complaint() -> None:
    text = (DOCS / "curating.md").read_text(encoding="utf-8")
    words = [*Area, *Audience, *State]
    assert not [word for word in words if f"`{word.value}` {MEANING[word.value]}" not in text]


def test_every_header_in_the_document_is_known() -> None:
    known = {plain_header(word) for words in SYNONYMS.values() for word in words.split()}
    table = (DOCS / "spreadsheets.md").read_text(encoding="utf-8").split("表头写成 |")[1].split("\n\n")[0]
    cells = [row.split("|")[2] for row in table.splitlines() if row.count("|") == 3 and "---" not in row]
    words = [
        word for cell in cells for word in re.split(r"[、；：]|要点：", re.sub(r"（.*?）", "", cell)) if word.strip()
    ]
    assert words
    assert not [word for word in words if plain_header(word) not in known]


def test_files_named_in_the_documents_exist() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "curating.md", DOCS / "spreadsheets.md"))
    named = set(re.findall(r"`(faq/[a-z_/.]+)`", text))
    assert named
    assert not [name for name in named if not (HOME.parent / name).exists()]
    assert yaml.safe_load((HOME / "sources.yaml").read_text(encoding="utf-8"))["official"]
