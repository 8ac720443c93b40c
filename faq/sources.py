"""The register of sources: which sites are official, which documents are repealed, which entries rest on one."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from faq.entry import FaqEntry, Strict, Text
from faq.load import build, read_yaml
from faq.texts import texts

NO_NUMBER = "无文号"  # said on purpose: somebody looked, the document has none
_BRACKETS = str.maketrans(dict.fromkeys("[({【［（", "〔") | dict.fromkeys("])}】］）", "〕"))
# A site named in a text, with or without https://; a word like "3.5" or "1.docx" is none.
_SITE = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:cn|com|net|org|edu|gov|top|xyz|vip|cc|info|site|online|tech|club|io)\b[^\s，。；、（）()]*",
    re.I,
)


class Repeal(Strict):
    """A document that no longer holds since `since`; `by` names what took its place."""

    number: Text
    document: Text | None = None
    since: date
    by: Text | None = None


class Register(Strict):
    """faq/sources.yaml."""

    official: tuple[Text, ...] = ()
    repealed: tuple[Repeal, ...] = ()

    def is_official(self, url: str) -> bool:
        """Whether a URL (or a bare site name) lies on an official site."""
        return on_site(url, self.official)

    def repeal_of(self, entry: FaqEntry, on: date) -> Repeal | None:
        """The repealed document that takes this entry out of service on that day."""
        for repeal in self.repealed:
            again = entry.reconfirmed is not None and entry.reconfirmed >= repeal.since
            if repeal.since <= on and not again and cites(entry, repeal.number):
                return repeal
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An entry that a document stands behind: as a source, or only named in its text."""

    entry: FaqEntry
    article: str | None
    named_only: bool = False


@lru_cache(maxsize=4096)
def number_key(number: str) -> str:
    """教基一[2013] 7 号 and 教基一〔2013〕7号 are one document."""
    plain = unicodedata.normalize("NFKC", number).translate(_BRACKETS)
    return re.sub(r"[\s第]|号$", "", plain).casefold()


def cites(entry: FaqEntry, number: str) -> bool:
    wanted = number_key(number)
    return any(source.number and number_key(source.number) == wanted for source in entry.sources)


def uses(entries: Iterable[FaqEntry], wanted: str) -> list[Use]:
    """Every entry that rests on a document, given its 文号 or its name, and those that only mention it."""
    key = number_key(wanted)
    name = wanted.strip("《》 ")
    found: list[Use] = []
    for entry in entries:
        source = next((one for one in entry.sources if _is(one.number, one.document, key, name)), None)
        if source is not None:
            found.append(Use(entry=entry, article=source.article))
        elif any(key in number_key(text) for _, text in texts(entry)):
            found.append(Use(entry=entry, article=None, named_only=True))
    return found


def _is(number: str | None, document: str, key: str, name: str) -> bool:
    return bool(number and number_key(number) == key) or document.strip("《》") == name


def sites(text: str) -> list[str]:
    """The web addresses in a text."""
    return [found.rstrip(".") for found in _SITE.findall(text)]


def on_site(url: str, domains: Iterable[str]) -> bool:
    """The host itself decides: https://gov.cn@evil.example and https://gov.cn.evil.example do not pass."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    return parts.scheme in ("", "http", "https") and any(host == one or host.endswith(f".{one}") for one in domains)


def load_register(home: Path) -> Register:
    """faq/sources.yaml; a policy folder without one has no repealed documents and no list of sites."""
    path = home / "sources.yaml"
    return build(Register, read_yaml(path, "faq/sources.yaml")) if path.exists() else Register()
