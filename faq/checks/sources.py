"""Every answer rests on a document that can be found and still holds, and leads to official sites only."""

from collections.abc import Iterator

from faq.load import Complaint
from faq.shelf import Shelf
from faq.sources import NO_NUMBER, sites
from faq.texts import texts


def no_evidence(shelf: Shelf) -> Iterator[Complaint]:
    """A source that nobody could look up: no 文号, no article and no address."""
    for entry in shelf.entries:
        for at, source in enumerate(entry.sources):
            if not (source.number or source.article or source.url):
                what = f"没有文号、条款，也没有网址；补一样，本来没有文号就写 number: {NO_NUMBER}，没查到就写谁哪天发布"
                yield shelf.at(entry.id, ("sources", at), what)


def repealed(shelf: Shelf) -> Iterator[Complaint]:
    """An entry that rests on a repealed document and that nobody has confirmed since."""
    for entry in shelf.entries:
        repeal = shelf.register.repeal_of(entry, shelf.today)
        if repeal:
            instead = f"（改看 {repeal.by}）" if repeal.by else ""
            gone = f"{repeal.number} 已于 {repeal.since} 废止{instead}"
            what = f"{gone}，这一条已停答；换依据，或核实无误后写 reconfirmed: 日期"
            yield shelf.at(entry.id, ("sources",), what)
        if entry.reconfirmed and entry.reconfirmed > shelf.today:
            yield shelf.at(entry.id, ("reconfirmed",), "核实日期还没到；写实际核实的那一天")


def unofficial(shelf: Shelf) -> Iterator[Complaint]:
    """An address outside the official sites, wherever a citizen could see it."""
    what = "不是登记过的官方网站；换成官方网址，确属官方就加进 faq/sources.yaml 的 official"
    for entry in shelf.entries:
        for at, source in enumerate(entry.sources):
            if source.url and not shelf.register.is_official(source.url):
                yield shelf.at(entry.id, ("sources", at, "url"), f"{source.url} {what}")
        for path, text in texts(entry):
            for site in _outside(shelf, text):
                yield shelf.at(entry.id, path, f"{site} {what}")
    for one in shelf.catalog.not_ours.values():
        for site in _outside(shelf, one.reply):
            yield shelf.at(one.id, ("reply",), f"{site} {what}")
    for path, text in () if shelf.local.example else shelf.local_texts():
        for site in _outside(shelf, text):
            yield shelf.in_local(path, f"{site} {what}")


def _outside(shelf: Shelf, text: str) -> list[str]:
    return [site for site in sites(text) if not shelf.register.is_official(site)]
