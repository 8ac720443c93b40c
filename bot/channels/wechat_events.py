"""A body of WeChat's message push as a Message, or nothing when there is nobody to answer.

Kinds: https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.wechat_xml import Body
from bot.message import Address, Kind, Message
from bot.settings import WechatSettings

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"  # how the platform hands in what it cannot carry
_SCENE = "qrscene_"
_ID_LIMIT = 180
_AHEAD = timedelta(minutes=10)  # that the platform's clock may be before ours; what claims more is no time

KINDS: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "shortvideo": Kind.VIDEO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
}
# Events a person caused and waits after; all others (positions, send reports, agents' sessions) are only acknowledged.
EVENTS: Mapping[str, Kind] = {
    "subscribe": Kind.SUBSCRIBE,
    "scan": Kind.SUBSCRIBE,
    "click": Kind.MENU,
    "scancode_push": Kind.OTHER,  # a menu button that scans; it grants as a tap does
    "scancode_waitmsg": Kind.OTHER,  # the same, and then shows 「消息接收中」
}

# By event: which field names the citizen.
_LEAVES: Mapping[str, str] = {"unsubscribe": "FromUserName", "user_authorization_cancellation": "OpenID"}

_TEXTS: Mapping[Kind, Callable[[Body], str]] = {
    Kind.TEXT: lambda body: body["Content"],
    Kind.LOCATION: lambda body: body["Label"],
    Kind.LINK: lambda body: "\n".join(filter(None, (body["Title"], body["Url"]))),
    Kind.MENU: lambda body: body["EventKey"],
}
_EXTRA = {"MediaId": "media_id", "PicUrl": "pic_url", "Title": "title", "Format": "format", "bizmsgmenuid": "menu_id"}


def leaver(body: Body) -> str:
    """Who unfollowed, or closed their account with WeChat; empty for all else. Their data is to be deleted.

    The latter comes from the platform itself: https://developers.weixin.qq.com/doc/service/guide/h5/authorization_change.html
    """
    field = _LEAVES.get(_event(body))
    return body[field] if field else ""


def to_message(body: Body, channel: str, settings: WechatSettings, now: datetime) -> Message | None:
    """None for what needs no answer and has no sender."""
    kind = _kind(body)
    user = body["FromUserName"]
    if kind is None or not 0 < len(user) <= 128:
        return None
    return Message(
        address=Address(channel=channel, user=user),
        external_id=_external_id(body),
        text=_TEXTS[kind](body) if kind in _TEXTS else "",
        kind=kind,
        choice=body["EventKey"] if kind is Kind.MENU else None,
        received_at=now,
        sent_at=sent_at(body, now),
        extra=_extra(body, kind, settings),
    )


def sent_at(body: Body, now: datetime) -> datetime:
    """By the platform's clock, in whole seconds; by ours when it says nothing of use."""
    text = body["CreateTime"]
    if not _is_number(text) or len(text) > 10:
        return now
    said = datetime.fromtimestamp(int(text), UTC)
    return said if said <= now + _AHEAD else now


def _event(body: Body) -> str:
    return body["Event"].lower() if body["MsgType"].lower() == "event" else ""


def _kind(body: Body) -> Kind | None:
    kind = body["MsgType"].lower()
    if kind == "event":
        return EVENTS.get(_event(body))
    if kind == "text" and body["Content"] == UNSUPPORTED:
        return Kind.OTHER
    return KINDS.get(kind, Kind.OTHER) if kind else None


def _external_id(body: Body) -> str:
    """The same for every delivery of a message, and nobody else's: what is not told apart by its id goes by its words.

    Two events can share a second; a MsgId is only as unique as whoever made it (the official samples all have one).
    """
    sent = body["CreateTime"]
    if _event(body) and _is_number(sent):
        whole = f"evt:{body['FromUserName']}:{sent}:{body['Event']}:{body['EventKey']}"
    elif not _event(body) and _is_number(body["MsgId"]):
        whole = f"msg:{body['FromUserName']}:{body['MsgId']}:{sent}:{body['MsgType']}"
    else:
        whole = "raw:" + hashlib.sha256(repr(sorted(body.fields.items())).encode()).hexdigest()
    return whole if len(whole) <= _ID_LIMIT else "sha:" + hashlib.sha256(whole.encode()).hexdigest()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and bool(text.strip("0"))


def _extra(body: Body, kind: Kind, settings: WechatSettings) -> dict[str, Any]:
    extra: dict[str, Any] = {ours: body[theirs] for theirs, ours in _EXTRA.items() if body[theirs]}
    if kind is Kind.SUBSCRIBE:
        extra["event"] = _event(body)
        extra["scene"] = body["EventKey"].removeprefix(_SCENE)
    return extra | {"grant": _grant(bool(_event(body)) or "menu_id" in extra, settings)}


def _grant(tapped: bool, settings: WechatSettings) -> dict[str, str | float]:
    """How many late answers this permits, and for how many seconds.

    A tap on a msgmenu item arrives as a text but counts as a menu tap:
    https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
    """
    if tapped:
        return {"pool": "small", "count": settings.small_quota, "seconds": settings.small_window_seconds}
    return {"pool": "message", "count": settings.message_quota, "seconds": settings.message_window_hours * 3600}
