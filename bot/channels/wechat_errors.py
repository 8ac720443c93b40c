"""What WeChat's answers say: whether they can be read, and what an error code means for a message on its way out.

Codes: https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.channel import (
    Busy,
    Exhausted,
    MayNotSpeak,
    OutcomeUnknown,
    Refused,
    SendError,
    Undeliverable,
    UsedUp,
    WindowClosed,
)

TOKEN = frozenset({40001, 40014, 42001})  # this access token is not, or no longer, good
MENU = frozenset({40200, 45098})  # this account may not send tappable menus, or not this long
A_MINUTE = 60.0
LATER = frozenset({408, 429})  # HTTP: turned away at the door
UNREADABLE = "看不懂的回答"
_WHOLE = re.compile(r"-?[0-9]{1,9}")
UNLISTED = frozenset({40164, 45035, 61004})  # our address is not on the account's list
_IP = re.compile(r"(?:invalid ip|requestIP:) ([0-9.]+)")  # the platform says which one to list

CLASSES: Mapping[int, type[SendError]] = {
    -1: Busy,
    45009: Exhausted,
    45011: Busy,
    45015: WindowClosed,  # 48 hours are over, or the citizen left
    50005: WindowClosed,  # the citizen left
    45047: UsedUp,
    40003: Undeliverable,
    43004: Undeliverable,
    43019: Undeliverable,
    48002: Undeliverable,
    48001: MayNotSpeak,
    48004: MayNotSpeak,
    40013: MayNotSpeak,
    40125: MayNotSpeak,
    40243: MayNotSpeak,
    41001: MayNotSpeak,
    41002: MayNotSpeak,
    41004: MayNotSpeak,
    50001: MayNotSpeak,
    50002: MayNotSpeak,
    50004: MayNotSpeak,
    50007: MayNotSpeak,
    61007: MayNotSpeak,
    61024: MayNotSpeak,
    **dict.fromkeys(UNLISTED, MayNotSpeak),
    **dict.fromkeys(TOKEN, MayNotSpeak),  # even after a new token
    40033: Refused,
    45002: Refused,
    45008: Refused,
}
HINTS: Mapping[int, str] = {
    48001: "账号没有客服消息权限（多为未认证），只能在市民来信时回复",
    48004: "接口被封禁，请看公众平台站内信",
    **dict.fromkeys(UNLISTED, "服务器的出口 IP 不在公众平台的 IP 白名单里"),
    40013: "AppID 不对",
    40125: "AppSecret 不对或已重置",
    40243: "AppSecret 已被冻结，请在公众平台解冻",
    50001: "接口没有授权",
    50002: "账号被限制使用接口",
    50004: "账号被禁止取 access_token",
    50007: "账号已被冻结",
    61007: "接口没有授权给第三方平台",
    61024: "账号交给了第三方平台，不能用自己的 AppSecret 取 access_token",
    89501: "服务器的出口 IP 正等管理员在微信里确认",
    89503: "服务器的出口 IP 要管理员在微信里确认",
    89506: "管理员两次拒绝了服务器的出口 IP，24 小时后再试",
    89507: "管理员拒绝了服务器的出口 IP，1 小时后再试",
    40018: "菜单按钮的名字太长",
    40019: "菜单按钮的 ask 太长",
    40020: "菜单按钮的网址不对",
    40055: "菜单按钮的网址不对",
    40007: "平台上已经没有了",
    45009: "今天的接口调用次数用完了，零点后恢复",
    45015: "超过 48 小时或已取消关注",
    50005: "已取消关注",
    45047: "主动发送的条数用完了",
}


def status_problem(status: int) -> SendError | None:
    """What an HTTP status means for a message; None where the answer is to be read."""
    if 200 <= status < 300:
        return None
    if status in LATER:
        return Busy(f"HTTP {status}", retry_after=A_MINUTE)
    if status >= 500:  # it broke while it had the message, before or after taking it
        return OutcomeUnknown(f"HTTP {status}")
    return MayNotSpeak(f"HTTP {status} 答的不像公众平台，请查 YIWEN_WECHAT__API_BASE 和出门的代理")


def object_of(content: bytes | bytearray) -> dict[str, Any] | None:
    """The JSON object that an answer is; None for anything else, however broken or deep."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def whole(value: object) -> int | None:
    """A whole number however it is written (a gateway may make texts of numbers); None for what is none."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def code_of(answer: Mapping[str, Any]) -> int | None:
    """The error code, 0 where there is none; None for one that is no number."""
    return whole(answer.get("errcode", 0))


def problem_of(answer: Mapping[str, Any]) -> SendError | None:
    """None when the platform took it. An unknown code is a refusal: it is never retried for ever."""
    code = code_of(answer)
    if code is None:
        return OutcomeUnknown(UNREADABLE)
    if code == 0:
        return None
    said = str(answer.get("errmsg", ""))
    detail = HINTS.get(code) or said[:120]
    if code in UNLISTED and (ip := _IP.search(said)):
        detail = f"{detail}：{ip[1]}"
    kind = CLASSES.get(code, Refused)
    return kind(f"{code} {detail}", retry_after=A_MINUTE if kind is Busy and code == 45011 else None)
