"""Pictures and files: fetched for the officer of an open ticket, handed to officers only, as a download."""

import re

from bot.keeping import media
from bot.rounds import fetching
from tests.wechat.bureau import LINK, PARENT, Bureau

JPEG = b"\xff\xd8\xff\xe0" + b"\x00picture" * 200
HTML = b"<html><script>alert(1)</script></html>"
REMARK = re.compile(r"［图片，(?:40007 )?([^］]+)］")
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64


async def send(town: Bureau, content: bytes | None, *, kind: str = "image", type: str = "image/jpeg") -> None:
    """The citizen sends something; the platform keeps it, unless it has lost it."""
    name = f"m{len(town.platform.media) + 1}"
    town.platform.media[name] = (content or b"", type)
    if content is None:
        name = "lost"
    await town.citizens.send(PARENT, kind, MediaId=name, PicUrl="http://mmbiz.qpic.cn/1")


async def links(town: Bureau) -> list[str]:
    return LINK.findall(await town.page())


KEPT = [
    ("image", JPEG, ".jpg"), ("image", b"\x89PNG\r\n\x1a\n123", ".png"), ("image", b"GIF89a123", ".gif"),
    ("image", b"RIFF\x00\x00\x00\x00WEBPVP8 ", ".webp"), ("voice", b"#!AMR\n123", ".amr"), ("video", MP4, ".mp4"),
    ("shortvideo", MP4, ".mp4"), ("file", b"%PDF-1.7 ...", ".pdf"),
    ("image", b"\x00\x00\x00\x18ftypheic\x00\x00", ".heic"),
]  # fmt: skip


async def test_the_officer_gets_what_was_sent(town: Bureau):
    await town.ask_for_a_person()
    for kind, content, _ in KEPT:
        await send(town, content, kind=kind, type="application/octet-stream")
    assert await town.house.rounds.fetching.step() == len(KEPT)
    found = await links(town)
    for link, (_, content, ending) in zip(found, KEPT, strict=True):
        response = await town.officer.get(link)
        assert response.content == content
        assert response.headers["content-disposition"].startswith('attachment; filename="')
        assert response.headers["content-disposition"].endswith(f'{ending}"')
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert response.headers["cache-control"] == "private, no-store"


async def test_nobody_else_gets_it(town: Bureau):
    await town.ask_for_a_person()
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    (link,) = await links(town)
    stranger = await town.http.get(link)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/desk/login?next={link}")
    assert (await town.curator.get(link)).status_code == 403


async def test_no_other_file_can_be_had(town: Bureau):
    for name in ("nothing.jpg", "..%2Fyiwen.db", ".%2e", "%00", "x" * 32 + ".jpg", "a" * 5000):
        assert (await town.officer.get(f"/desk/media/{name}")).status_code == 404


async def test_it_is_kept_outside_the_web_root_for_the_owner_only(town: Bureau):
    await town.ask_for_a_person()
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    folder = town.house.settings.data_dir / fetching.FOLDER
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0


async def test_a_picture_sent_before_the_call_for_a_person_is_fetched_too(town: Bureau):
    await send(town, JPEG)
    assert await town.house.rounds.fetching.step() == 0
    await town.ask_for_a_person()
    assert await town.house.rounds.fetching.step() == 1
    assert len(await links(town)) == 1


async def test_without_a_ticket_nothing_is_fetched_and_after_three_days_nothing_can_be(town: Bureau):
    await send(town, JPEG)
    town.clock.pass_by(hours=73)
    await town.house.rounds.fetching.tidy()
    await town.officer.sign_in("王敏")
    await town.ask_for_a_person()
    assert await town.house.rounds.fetching.step() == 0
    assert media.EXPIRED in await town.page()


NOT_KEPT = [
    (HTML, "image/jpeg", fetching.NOT_HANDED), (b"MZ\x90\x00", "image/png", fetching.NOT_HANDED),
    (b"", "image/png", fetching.NOT_HANDED), (b"<svg xmlns='...'/>", "image/svg+xml", fetching.NOT_HANDED),
    (JPEG + b"x" * (10 * 1024 * 1024), "image/jpeg", "文件太大"), (None, "", "平台上已经没有了"),
    (b"not json", "application/json", "看不懂的回答"), (b"[1]", "text/plain", "看不懂的回答"),
]  # fmt: skip


async def test_what_is_not_kept_says_why(town: Bureau):
    await town.ask_for_a_person()
    for content, type, _ in NOT_KEPT:
        await send(town, content, type=type)
    await town.house.rounds.fetching.step()
    assert REMARK.findall(await town.page()) == [word for _, _, word in NOT_KEPT]
    assert await links(town) == []
    town.clock.pass_by(hours=7)
    assert await town.house.rounds.fetching.step() == 0


async def test_of_a_video_the_platform_only_says_where_it_is(town: Bureau):
    await town.ask_for_a_person()
    town.platform.media["film"] = (MP4, "video/mp4")
    where = f"{town.house.settings.wechat.api_base}/cgi-bin/media/get?media_id=film&access_token="
    token = await town.house.rounds.accounts[0].api._tokens.get()
    await send(town, f'{{"video_url": "{where}{token}"}}'.encode(), kind="video", type="application/json")
    await town.house.rounds.fetching.step()
    (link,) = await links(town)
    assert (await town.officer.get(link)).content == MP4


async def test_an_unreachable_platform_is_asked_again_in_time(town: Bureau):
    await town.ask_for_a_person()
    town.api.tokens.revoke()
    town.api.tokens.allowed = False
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    assert await links(town) == []
    assert "正在取" in await town.page()
    town.api.tokens.allowed = True
    town.clock.pass_by(minutes=31)
    assert await town.house.rounds.fetching.step() == 1
    assert len(await links(town)) == 1


async def test_a_full_disk_ends_no_loop(town: Bureau):
    await town.ask_for_a_person()
    folder = town.house.settings.data_dir / fetching.FOLDER
    folder.write_bytes(b"")  # no folder can be made here
    await send(town, JPEG)
    assert await town.house.rounds.fetching.step() == 1
    assert "正在取" in await town.page()
    folder.unlink()
    town.clock.pass_by(minutes=1)
    assert await town.house.rounds.fetching.step() == 1
    assert len(await links(town)) == 1


async def test_one_citizen_cannot_fill_the_disk(town: Bureau):
    await town.ask_for_a_person()
    for _ in range(media.MOST_A_DAY + 2):
        await send(town, JPEG)
    assert await town.house.rounds.fetching.step() == media.MOST_A_DAY
    assert (await town.page()).count(media.TOO_MANY) == 2


async def test_the_same_picture_delivered_again_is_one(town: Bureau):
    await town.ask_for_a_person()
    town.platform.media["m1"] = (JPEG, "image/jpeg")
    message = town.platform.message(PARENT, "image", MediaId="m1", PicUrl="")
    for _ in range(3):
        await town.citizens.deliver(PARENT, message)
    assert await town.house.rounds.fetching.step() == 1


async def test_what_a_stopped_process_left_behind_is_removed(town: Bureau):
    await town.ask_for_a_person()
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    folder = town.house.settings.data_dir / fetching.FOLDER
    (folder / ".half.jpg").write_bytes(b"half")
    await town.house.rounds.fetching.tidy()
    assert len(list(folder.iterdir())) == 2  # another process may be writing it
    town.clock.pass_by(days=3650)
    await town.house.rounds.fetching.tidy()
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == JPEG


async def test_a_folder_or_what_is_gone_in_that_moment_ends_no_tidying(town: Bureau):
    folder = town.house.settings.data_dir / fetching.FOLDER
    (folder / "@eaDir").mkdir(parents=True)
    (folder / "gone.jpg").symlink_to("nowhere")
    (folder / "old.jpg").write_bytes(JPEG)
    town.clock.pass_by(days=3650)
    await town.house.rounds.fetching.tidy()
    assert {path.name for path in folder.iterdir()} == {"@eaDir", "gone.jpg"}


async def test_an_account_without_a_secret_says_why_it_cannot(town: Bureau):
    town.house.rounds.fetching._sources = {}
    await town.ask_for_a_person()
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    assert fetching.NO_SOURCE in await town.page()
