"""Passing a ticket on: only to a department that is there, and nothing typed is lost."""

from handoff.ticket import Status
from tests.handoff.front import Seat, site_of
from tests.handoff.room import ON_DUTY, Room


async def test_release_and_pass_on(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    await seat.post(f"{path}/claim")
    assert (await seat.post(f"{path}/release")).headers["location"] == "/desk"
    await seat.post(f"{path}/claim")
    assert "请选要转给哪个科室" in (await seat.post(f"{path}/transfer", word="要看原件")).text
    assert (await seat.post(f"{path}/transfer", department="exams", word="要看原件")).status_code == 303
    now = await room.now(ticket)
    assert (now.status, now.department_name) == (Status.WAITING, "招生考试科")
    assert "招生考试科：要看原件" in await seat.page(path)


async def test_a_department_that_is_not_offered_is_refused(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    await seat.post(f"{path}/claim")
    refused = await seat.post(f"{path}/transfer", department="moon", word="写了半天的交代")
    assert refused.status_code == 409
    assert "没有这个科室" in refused.text
    assert "写了半天的交代" in refused.text
    assert "没有这个科室" in (await seat.post_by_script(f"{path}/transfer", department="moon")).json()["message"]
    assert (await room.now(ticket)).claimed_by_name == ON_DUTY


async def test_departments_that_no_policy_names(room: Room) -> None:
    """The first is typed, the next ones are chosen from those."""
    seat = Seat(site_of(room, departments=dict))
    await seat.sign_in(ON_DUTY)
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    for name, status in (("基教科", 303), ("别的科", 409), ("基教科", 303)):
        await seat.post(f"{path}/claim")
        assert (await seat.post(f"{path}/transfer", department=name)).status_code == status
    assert (await room.now(ticket)).department_name == "基教科"
