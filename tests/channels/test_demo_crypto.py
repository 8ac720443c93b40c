"""The tests' own cryptography, checked against the platform's published examples: it judges all the rest."""

import pytest

from bot.channels.wechat_crypto import Cipher, NotForUs, sign
from bot.demo.crypto import decrypt, encrypt, signature

# The worked example in the sample code that the platform hands out for its encryption (WXBizMsgCrypt).
TOKEN = "QDG6eK"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
APP_ID = "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
ENCRYPTED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)


def test_signs_the_published_example():
    proof = "477715d11cdb4164915debcba66cb864d751f3e6"
    assert signature(TOKEN, "1409659813", "1372623149", ENCRYPTED) == proof
    assert sign(TOKEN, "1409659813", "1372623149", ENCRYPTED) == proof
    assert signature(TOKEN, "1409659589", "263014780", ECHO) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"


def test_opens_the_published_example():
    text, app_id = decrypt(ENCRYPTED, KEY)
    assert app_id == APP_ID
    assert "<Content><![CDATA[hello]]></Content>" in text
    assert text == Cipher(TOKEN, KEY, APP_ID).decrypt(ENCRYPTED)
    assert decrypt(ECHO, KEY) == ("1616140317555161061", APP_ID)


@pytest.mark.parametrize("text", ["", "a", "孩子上学" * 300, "x" * 11, "😀]]>\x1d"])
def test_both_sides_open_what_the_other_sealed(text):
    cipher = Cipher(TOKEN, KEY, APP_ID)
    assert decrypt(cipher.encrypt(text), KEY) == (text, APP_ID)
    assert cipher.decrypt(encrypt(text, KEY, APP_ID)) == text


@pytest.mark.parametrize("broken", ["", "x", "!!!!", ENCRYPTED[:-5], ENCRYPTED[:24], ENCRYPTED[24:], "é" * 44])
def test_what_cannot_be_opened_is_not_for_us(broken):
    with pytest.raises(NotForUs):
        Cipher(TOKEN, KEY, APP_ID).decrypt(broken)


def test_a_message_for_another_account_is_not_for_us():
    with pytest.raises(NotForUs):
        Cipher(TOKEN, KEY, "wxother").decrypt(ENCRYPTED)


@pytest.mark.parametrize("key", ["", "short", KEY + "A", "*" * 43])
def test_a_key_that_is_none_is_refused_at_once(key):
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Cipher(TOKEN, key, APP_ID)
