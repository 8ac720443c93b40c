"""The house checks itself: sizes, names, documents, and a test for everything that plugs in."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli import app
from bot.dialogue import RULES
from bot.settings import Settings

HOME = Path(__file__).parents[1]
PACKAGES = ("bot", "intents", "faq", "handoff")
SOURCE = {".py", ".js", ".css", ".html"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
BANNED_NAMES = {"utils", "helpers", "common", "base", "manager", "misc"}


def sources() -> list[Path]:
    return [path for name in PACKAGES for path in sorted((HOME / name).rglob("*")) if path.suffix in SOURCE]


def python() -> list[Path]:
    return [path for path in sources() if path.suffix == ".py"]


def settings_names(
    model: type[BaseModel] = Settings, prefix: str = "YIWEN_"
) -> Iterator[tuple[str, object, str | None]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_names(kind, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper(), field.get_default(call_default_factory=True), field.description


def test_files_are_short() -> None:
    everything = [*sources(), *(path for name in ("tests", "bench") for path in (HOME / name).rglob("*.py"))]
    assert not {str(path.relative_to(HOME)): lines for path in everything if (lines := _lines(path)) > LONGEST_FILE}


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


@pytest.mark.parametrize(("name", "default", "description"), list(settings_names()))
def test_every_setting_is_documented(name: str, default: object, description: str | None) -> None:
    """With what holds when it is not set."""
    assert description, name
    row = next(line for line in _document("settings").splitlines() if line.startswith(f"| `{name}` |"))
    shown = row.split("|")[2].strip()
    assert shown == (f"`{_written(default)}`" if _written(default) else "（空）")


def _written(default: object) -> str:
    if isinstance(default, tuple | list):
        return json.dumps(list(default), ensure_ascii=False, separators=(",", ":"))
    return "" if default is None else str(default)


def _document(name: str) -> str:
    return (HOME / "docs" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("signal", sorted(path.stem for path in (HOME / "intents" / "signals").glob("[a-z]*.py")))
def test_every_signal_is_documented_with_what_it_earns(signal: str) -> None:
    """A row that says why, and one in the table of what is lost without it."""
    title = getattr(importlib.import_module(f"intents.signals.{signal}"), "TITLE", None) or _title_of(signal)
    assert f"| `{signal}` {title} |" in _document("understanding")
    assert f"| 没有{title} |" in _document("understanding")


def _title_of(signal: str) -> str:
    module = importlib.import_module(f"intents.signals.{signal}")
    return next(kind.title for kind in vars(module).values() if isinstance(kind, type) and hasattr(kind, "available"))


def test_every_command_is_named_in_a_document() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in [HOME / "README.md", *(HOME / "docs").glob("*.md")])
    commands = [name for name in app if not name.startswith("-")]
    commands += [f"{group} {name}" for group in commands for name in app[group] if not name.startswith("-")]
    assert not [name for name in commands if f"yiwen {name}" not in texts]


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
