"""Where one message asks two things: the pieces that may stand by themselves."""

import re

SHORTEST = 4
_ENDS = re.compile(
    r"[？！。；\n]+|(?<=[吗呢么])，|，?(?=(?:另外|还有|顺便|再问|再请问|同时|以及想|第二个?[问，、])[^，。？！]{3,})"
)


_BOTH = re.compile(
    r"^(?P<one>[^，。？！和]{2,10})(?:和|跟|与|、|还有)(?P<other>[^，。？！和]{2,10}?)(?:全都|都|也都)(?P<tail>[^，]{1,12})$"
)


def names_both(text: str) -> bool:
    """「学位证和毕业证都丢了」 says that it is two things."""
    return _BOTH.match(text) is not None


def pieces(text: str) -> list[str]:
    """A normalised text cut where a new question may begin; one piece when there is only one."""
    if both := _BOTH.match(text):  # 「学位证和毕业证都丢了」
        return [both["one"] + both["tail"], both["other"] + both["tail"]]
    found = [piece.strip("，、 ") for piece in _ENDS.split(text)]
    return [piece for piece in found if len(piece) >= SHORTEST]
