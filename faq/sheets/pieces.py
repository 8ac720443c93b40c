"""Cut what stands in one cell into the parts of an entry."""

import re

from faq.checks.complete import MASK
from faq.sources import sites

SUMMARY = 80
_PERSONAL = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|1[3-9]\d(?:[-\s]?\d{4}){2})(?!\d)")
_NUMBERING = re.compile(
    r"^\s*(?:[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）.．、:：]\s*|[①-⑳⑴-⒇]\s*|[-•·●◆]\s+)"
)
_INLINE = re.compile(r"(?<=[；;。])\s*(?=(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十])[)）.．、]|[①-⑳⑴-⒇]))|(?=[②-⑳⑵-⒇])")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[【（(](?:19|20)\d\d[〕\]】）)]\s*(?:第?\s*)\d{1,4}\s*号|[\u4e00-\u9fff]{2,10}令第?\s*\d{1,4}\s*号"
)
_ARTICLE = r"第[一二三四五六七八九十百零\d]+条(?:第[（(]?[一二三四五六七八九十\d]+[)）]?[款项])*"


def without_personal(text: str) -> tuple[str, bool]:
    """A register of calls often holds a citizen's mobile or identity number: none of it may reach an answer."""
    masked = _PERSONAL.sub(MASK, text)
    return masked, masked != text


def listed(text: str) -> list[str]:
    """Lines, numbered points, or parts between semicolons, without their numbers."""
    lines = [part for line in text.splitlines() for cut in _INLINE.split(line) for part in _counted(cut)]
    if len(lines) == 1:
        lines = re.split(r"[；;]", text)
    bare = (_NUMBERING.sub("", line).strip().rstrip("；;").strip() for line in lines)
    return [line for line in bare if line]


def _counted(line: str) -> list[str]:
    """「1、身份证2、户口簿」, with a blank between them or none: cut where the count goes on, and only there."""
    parts, number = [line], 2
    while re.match(rf"\s*[（(]?{number - 1}[)）.．、]", parts[-1]):
        found = re.search(rf"(?<![\d.])[（(]?{number}[)）.．、](?!\d)", parts[-1])
        if found is None:
            break
        parts[-1:] = [parts[-1][: found.start()], parts[-1][found.start() :]]
        number += 1
    return parts


def first_sentence(text: str) -> tuple[str, list[str]]:
    """As many whole sentences as make a summary, and the rest; a first sentence too long is cut and kept whole."""
    sentences = [one.strip() for one in re.findall(r"[^。！？\n]+[。！？]?", text) if one.strip()]
    if not sentences:
        return text[:SUMMARY], []
    if len(sentences[0]) > SUMMARY:
        return sentences[0][: SUMMARY - 1] + "…", sentences
    summary, used = "", 0
    for sentence in sentences:
        listing = summary and _NUMBERING.match(sentence)  # 1. 2. 3. are steps, not a breath
        if listing or len(summary) + len(sentence) > SUMMARY:
            break
        summary, used = summary + sentence, used + 1
    return summary, [point for one in sentences[used:] for point in listed(one)]


def number_in(text: str) -> str:
    """The 文号 in a sentence, or nothing."""
    found = _NUMBER.search(text)
    return re.sub(r"^(根据|按照|依据|依照|按|见|和|及|以及)", "", found[0]) if found else ""


def article_in(text: str) -> str:
    """第十五条第一款、第十六条, or nothing."""
    found = re.search(rf"{_ARTICLE}(?:(?:[、，和及至到]|以及){_ARTICLE})*", text)
    return found[0] if found else ""


def site_in(text: str) -> str:
    return next(iter(sites(text)), "")
