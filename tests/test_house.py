"""The house checks itself: sizes, names, documents, and a test for everything that plugs in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.dialogue import RULES
from bot.settings import Settings

HOME = Path(__file__).parents[1]
PACKAGES = ("bot", "intents", "faq", "handoff")
SOURCE = {".py", ".js", ".css", ".html"}
LONGEST_FILE = 350
LONGEST_FUNCTION = 50
BANNED_NAMES = {"utils", "helpers", "common", "base", "manager", "misc"}


def sources() -> list[Path]:
    return [path for name in PACKAGES for path in sorted((HOME / name).rglob("*")) if path.suffix in SOURCE]


def python() -> list[Path]:
    return [path for path in sources() if path.suffix == ".py"]


def settings_names(model: type[BaseModel] = Settings, prefix: str = "YIWEN_") -> Iterator[tuple[str, str | None]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_names(kind, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper(), field.description


def test_files_are_short() -> None:
    long = {str(path.relative_to(HOME)): lines for path in sources() if (lines := _lines(path)) > LONGEST_FILE}
    assert not long


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(HOME)}:{node.lineno} {node.name}"
        for path in python()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
        and "migrations" not in path.parts
    ]
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(HOME))
        for path in python()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_names_explain_themselves() -> None:
    assert not [path for path in python() if path.stem in BANNED_NAMES]


@pytest.mark.parametrize(("name", "description"), list(settings_names()))
def test_every_setting_is_documented(name: str, description: str | None) -> None:
    assert description, name
    assert f"`{name}`" in (HOME / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_rule_has_a_row_in_the_table_test() -> None:
    table = (HOME / "tests" / "bot" / "test_dialogue.py").read_text(encoding="utf-8")
    assert not [rule.__name__ for rule in RULES if f"{rule.__module__.split('.')[-1]}.{rule.__name__}" not in table]


@pytest.mark.parametrize("folder", ["bot/channels", "intents/signals"])
def test_everything_that_plugs_in_is_tested(folder: str) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (HOME / "tests").rglob("*.py"))
    modules = [path.stem for path in (HOME / folder).glob("*.py") if path.stem != "__init__"]
    missing = [name for name in modules if f"{folder.replace('/', '.')}.{name}" not in tests]
    assert not missing


def test_every_sentence_of_the_bot_is_said_somewhere() -> None:
    from bot.wording import load_wording

    code = "\n".join(path.read_text(encoding="utf-8") for path in python())
    composed = ("rate_", "secret_")  # said by a number or a kind
    kinds = ("complaint", "help", "suggestion")  # said by the kind of ticket
    unsaid = [
        key
        for key in load_wording().sentences
        if not re.search(f"[\"']{key}[\"']", code) and not key.startswith(composed) and key not in kinds
    ]
    assert not unsaid


def test_no_third_party_files_and_no_outside_addresses_in_pages() -> None:
    outside = re.compile(r"""(src|href)\s*=\s*["']https?://""")
    assert not [
        path for path in sources() if path.suffix in {".html", ".js", ".css"} and outside.search(path.read_text())
    ]
