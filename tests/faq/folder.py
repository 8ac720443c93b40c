"""A policy folder of our own: one good entry of each kind, made worse by the tests."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from faq.check import check
from faq.load import Complaint
from faq.shelf import Shelf, read_shelf

TODAY = date(2026, 11, 24)
_ENDS = ("怎么办", "去哪办", "要带啥", "丢了", "咋整", "多久", "要钱不")


def asked(word: str, count: int = 60) -> list[str]:
    return [f"{word}{'一二三四五六七八九十'[at // 10]}{at % 10}{_ENDS[at % 7]}" for at in range(count)]


def entry(name: str = "card_lost", **changes: Any) -> dict[str, Any]:
    """A complete entry; `None` takes a field away."""
    whole: dict[str, Any] = {
        "id": name, "title": f"{name} 怎么办", "short": name[:14], "area": "certificates", "audience": ["parent"],
        "department": "teachers", "summary": "带身份证到原发证机关补办，不收费。",
        "conditions": ["本人办。{who_may}"], "materials": [{"name": "身份证", "form": "原件"}],
        "steps": ["到窗口交材料。", "领新证。"], "time_limit": ["当场办好。"], "fee": "不收费。",
        "remedy": "窗口不收，打咨询电话。",
        "sources": [{"document": "证件办法", "number": "教办〔2020〕5号", "article": "第三条", "year": "2020",
                     "grade": "A", "url": "https://www.moe.gov.cn/a.html"}],
        "effective": {"from": "2020-05-01"}, "review_by": "2027-06-30",
    }  # fmt: skip
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


LOCAL: dict[str, Any] = {
    "example": "否",
    "bureau": {"name": "青山县教育局", "address": "青山路 1 号", "phone": "0998-1111111", "hours": "工作日 9:00–17:00"},
    "departments": {"teachers": {"name": "教师科", "place": "203 室", "phone": "0998-1111112"}},
    "parameters": {
        "who_may": {"description": "谁能办（整句）", "example": "也可以托人办。", "value": "也可以托人办。"}
    },
}


@dataclass
class Folder:
    """What the files hold; `write` puts them on disk."""

    home: Path
    entries: list[dict[str, Any]] = field(default_factory=lambda: [entry()])
    clarify: list[dict[str, Any]] = field(default_factory=list)
    not_ours: list[dict[str, Any]] = field(default_factory=list)
    phrasings: dict[str, list[str]] = field(default_factory=lambda: {"card_lost": asked("证")})
    follow_ups: dict[str, Any] = field(default_factory=dict)
    local: dict[str, Any] = field(default_factory=lambda: dict(LOCAL))
    official: list[str] = field(default_factory=lambda: ["gov.cn"])
    repealed: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    common: list[str] = field(default_factory=lambda: ["card_lost"])

    def write(self) -> Path:
        files: dict[str, Any] = {
            "entries/cards.yaml": self.entries, "clarify/cards.yaml": self.clarify, "not_ours/all.yaml": self.not_ours,
            "phrasings/cards.yaml": self.phrasings, "follow_ups/cards.yaml": self.follow_ups, "local.yaml": self.local,
            "forbidden.yaml": self.claims,
            "common.yaml": self.common, "sources.yaml": {"official": self.official, "repealed": self.repealed},
        }  # fmt: skip
        for name, value in files.items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return self.home

    def shelf(self, today: date = TODAY, *, drafts: bool = False) -> Shelf:
        return read_shelf(self.write(), today, drafts=drafts)

    def complaints(self, today: date = TODAY, *, drafts: bool = False) -> list[Complaint]:
        return check(self.shelf(today, drafts=drafts))

    def one(self, today: date = TODAY) -> Complaint:
        """The only thing wrong."""
        found = self.complaints(today)
        assert len(found) == 1, found
        return found[0]
