"""Questions with their right answers, read from TSV or YAML."""

from collections.abc import Iterator
from pathlib import Path

from bot.refusal import CannotDo
from faq.load import read_yaml
from intents.evaluate import Case, Gold


def read_cases(place: Path) -> list[Case]:
    """A YAML mapping of `id: [question, …]`, a TSV of `gold⇥question` or `gold⇥style⇥question`, or a folder of them."""
    cases = [case for path in _files(place) for case in _read(path)]
    if not cases:
        raise CannotDo(f"{place} 里没有带答案的问题。")
    return cases


def _files(place: Path) -> list[Path]:
    if not place.exists():
        raise CannotDo(f"没有 {place}。")
    return sorted([*place.glob("*.yaml"), *place.glob("*.tsv")]) if place.is_dir() else [place]


def _read(path: Path) -> Iterator[Case]:
    return _yaml(path) if path.suffix in (".yaml", ".yml") else _tsv(path)


def _yaml(path: Path) -> Iterator[Case]:
    block = read_yaml(path, path.name)
    if not isinstance(block.value, dict):
        raise CannotDo(f"{path.name}:1: 应当是“条目 id:”加问题列表。")
    for gold, questions in block.pairs():
        if not isinstance(questions.value, list):
            raise CannotDo(f"{path.name}:{questions.line()}: {gold} 下面应当是问题列表，每行一个“- ”。")
        for text in questions.value:
            yield Case(text=str(text), gold=_gold(gold, path, questions.line()))


def _tsv(path: Path) -> Iterator[Case]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDo(f"{path} 读不了：{error}。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = line.removesuffix("\r").split("\t")
        if len(parts) not in (2, 3):
            raise CannotDo(f"{path.name}:{number}: 应当是“答案⇥问题”或“答案⇥说法⇥问题”，用制表符隔开。")
        yield Case(text=parts[-1], gold=_gold(parts[0], path, number), style="".join(parts[1:-1]))


def _gold(text: str, path: Path, number: int) -> Gold:
    gold = Gold.parse(text)
    if not gold.ids and not gold.words:
        raise CannotDo(f"{path.name}:{number}: 没有写答案（条目 id、none、human、urgent 或 chat）。")
    return gold
