"""The queue on both engines: who has a ticket, since when, and what the citizen got."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from handoff import lookup
from handoff.desk import WITHDRAWN
from handoff.erasure import ERASED
from handoff.schema import tickets
from handoff.ticket import (
    AlreadyOpen,
    EventKind,
    NothingSaid,
    NotYours,
    Status,
    Ticket,
    TicketClosed,
    TicketKind,
    TicketTaken,
)
from tests.handoff.room import GRADUATE, ON_DUTY, PARENT, SUPERVISOR, TEACHER, TOMORROW, Room


async def test_one_open_ticket_a_conversation(room: Room) -> None:
    first = await room.open(PARENT)
    again = await room.open(PARENT, "还有一件", urgent=True, contact="138****8000")
    assert (again.id, again.urgent, again.contact, again.subject) == (first.id, True, "138****8000", first.subject)
    assert await room.history(first) == [EventKind.OPENED, EventKind.RAISED]
    async with room.database.write() as conn:
        with pytest.raises(IntegrityError):
            await conn.execute(insert(tickets).values(**_row(first)))
        await conn.rollback()


async def test_a_consultation_that_turns_out_a_complaint_is_one_from_then_on(room: Room) -> None:
    first = await room.open(PARENT)
    again = await room.open(PARENT, "投诉红星小学乱收费", kind=TicketKind.COMPLAINT)
    assert (again.id, again.kind, again.subject) == (first.id, TicketKind.COMPLAINT, "投诉红星小学乱收费")
    direct = await room.open(GRADUATE, "投诉红星小学乱收费", kind=TicketKind.COMPLAINT)
    assert again.due_at == direct.due_at  # the promise is a complaint's
    later = await room.open(PARENT, "还有个建议", kind=TicketKind.SUGGESTION)
    assert later.kind is TicketKind.COMPLAINT
    assert await room.history(first) == [EventKind.OPENED, EventKind.TURNED]


async def test_two_messages_at_once_open_one_ticket(room: Room) -> None:
    opened = await asyncio.gather(*(room.open(PARENT) for _ in range(5)))
    assert len({ticket.id for ticket in opened}) == 1


async def test_two_officers_claim_at_once(room: Room) -> None:
    """Exactly one gets it, the others are told by whom."""
    names = (ON_DUTY, TOMORROW, SUPERVISOR)
    for conversation in range(10, 20):
        ticket = await room.open(conversation)
        results = await asyncio.gather(*(room.claim(ticket, name) for name in names), return_exceptions=True)
        winners = [name for name, result in zip(names, results, strict=True) if isinstance(result, Ticket)]
        losers = [result for result in results if not isinstance(result, Ticket)]
        assert len(winners) == 1
        assert [str(loser) for loser in losers] == [f"已由 {winners[0]} 接手。"] * 2
        assert all(isinstance(loser, TicketTaken) for loser in losers)
        assert (await room.now(ticket)).claimed_by_name == winners[0]
        assert (await room.history(ticket)).count(EventKind.CLAIMED) == 1


async def test_a_lease_that_ran_out_counts_as_free(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    room.clock.pass_by(minutes=29)
    with pytest.raises(TicketTaken):
        await room.claim(ticket, TOMORROW)
    room.clock.pass_by(minutes=2)
    assert (await room.now(ticket)).is_free(room.clock())
    taken = await room.claim(ticket, TOMORROW)
    assert taken.claimed_by_name == TOMORROW
    with pytest.raises(TicketTaken):
        await room.reply(ticket, "我来晚了")
    assert room.talk.told(PARENT) == []


async def test_the_open_page_and_every_act_renew_the_lease(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    room.clock.pass_by(minutes=20)
    async with room.database.write() as conn:
        assert await room.desk.renew(conn, ticket.id, room.ids[ON_DUTY], seen=None, now=room.clock())
        assert not await room.desk.renew(conn, ticket.id, room.ids[TOMORROW], seen=room.clock(), now=room.clock())
    room.clock.pass_by(minutes=20)
    await room.reply(ticket, "请带户口簿")
    lease = (await room.now(ticket)).lease_until
    assert lease == room.clock() + timedelta(minutes=30)


async def test_the_holder_whose_lease_ran_out_may_go_on_while_nobody_else_took_it(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    room.clock.pass_by(hours=2)
    assert await room.reply(ticket, "刚开完会，请带户口簿")


async def test_the_same_key_delivers_once(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    done = await asyncio.gather(*(room.reply(ticket, "请带户口簿", key="a") for _ in range(4)))
    assert sorted(done) == [False, False, False, True]
    assert await room.reply(ticket, "请带户口簿", key="b")
    assert room.talk.told(PARENT) == ["请带户口簿"] * 2


async def test_closing_twice_at_once_says_goodbye_once_and_asks_once(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    done = await asyncio.gather(*(room.close(ticket, last_words="祝顺利") for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert room.talk.told(PARENT) == ["祝顺利"]
    assert [(one.id, one.status) for one in room.closed] == [(ticket.id, Status.CLOSED)]


async def test_a_failing_last_act_closes_nothing(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)

    async def broken(*_: object) -> None:
        raise RuntimeError

    room.desk._closed = broken
    with pytest.raises(RuntimeError):
        await room.close(ticket)
    assert (await room.now(ticket)).status is Status.CLAIMED


async def test_only_the_holder_acts(room: Room) -> None:
    ticket = await room.open()
    with pytest.raises(NotYours):
        await room.reply(ticket, "先答了再说")
    await room.claim(ticket, TOMORROW)
    with pytest.raises(TicketTaken, match=TOMORROW):
        await room.close(ticket)
    await room.close(ticket, TOMORROW)
    with pytest.raises(TicketClosed):
        await room.reply(ticket, "再补一句")
    with pytest.raises(NothingSaid):
        await room.reply(ticket, " \x00 ")


async def test_back_to_the_queue_and_on_to_a_department(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    async with room.database.write() as conn:
        await room.desk.release(conn, ticket.id, room.ids[ON_DUTY], now=room.clock())
    await room.claim(ticket, TOMORROW)
    async with room.database.write() as conn:
        me, now = room.ids[TOMORROW], room.clock()
        moved = await room.desk.transfer(conn, ticket.id, me, "exams", "招生考试科", word="要看原件", now=now)
    assert (moved.status, moved.department_name, moved.claimed_by) == (Status.WAITING, "招生考试科", None)


async def test_reopen(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    await room.close(ticket)
    async with room.database.write() as conn:
        again = await room.desk.reopen(conn, ticket.id, room.ids[ON_DUTY], now=room.clock())
    assert (again.status, again.closed_at, again.outcome) == (Status.WAITING, None, None)
    await room.claim(ticket)
    await room.close(ticket, key="end again")
    other = await room.open(PARENT, "另一件")
    async with room.database.write() as conn:
        with pytest.raises(AlreadyOpen, match=other.number):
            await room.desk.reopen(conn, ticket.id, room.ids[ON_DUTY], now=room.clock())


async def test_a_word_in_the_moment_of_closing_brings_it_back(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    await room.close(ticket)
    await room.hear(ticket, "等等，还有个问题")
    now = await room.now(ticket)
    assert (now.status, now.unread, now.closed_at) == (Status.WAITING, 1, None)


async def test_describe_fills_in_what_is_said_later(room: Room) -> None:
    ticket = await room.open(subject="")
    async with room.database.write() as conn:
        await room.desk.describe(conn, ticket.id, subject="毕业证丢了", contact=None)
        await room.desk.describe(conn, ticket.id, subject=None, contact="138****8000")
        await room.desk.describe(conn, ticket.id, subject=" ", contact="")
    now = await room.now(ticket)
    assert (now.subject, now.contact) == ("毕业证丢了", "138****8000")


async def test_rating_is_once_and_its_word_may_come_later(room: Room) -> None:
    ticket = await room.open()
    async with room.database.write() as conn:
        assert not await room.desk.rate(conn, ticket.id, stars=5, now=room.clock())  # not closed yet
    await room.claim(ticket)
    await room.close(ticket)
    async with room.database.write() as conn:
        assert not await room.desk.comment(conn, ticket.id, "等太久", now=room.clock())  # not rated yet
        assert await room.desk.rate(conn, ticket.id, stars=2, now=room.clock())
        assert not await room.desk.rate(conn, ticket.id, stars=5, now=room.clock())
        assert not await room.desk.comment(conn, ticket.id, " ", now=room.clock())
        assert await room.desk.comment(conn, ticket.id, "等太久", now=room.clock())
        assert not await room.desk.comment(conn, ticket.id, "再说一次", now=room.clock())
    assert (await room.history(ticket))[-2:] == [EventKind.RATED, EventKind.RATED]
    assert (await room.now(ticket)).rating == 2


async def test_withdraw_ends_it_whoever_has_it(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    async with room.database.write() as conn:
        await room.desk.withdraw(conn, ticket.id, now=room.clock())
        await room.desk.withdraw(conn, ticket.id, now=room.clock())
    now = await room.now(ticket)
    assert (now.status, now.outcome, now.claimed_by) == (Status.CLOSED, WITHDRAWN, None)
    assert (await room.history(ticket)).count(EventKind.WITHDRAWN) == 1
    assert room.closed == []


async def test_status_and_who_is_ahead(room: Room) -> None:
    first = await room.open(PARENT)
    room.clock.pass_by(minutes=1)
    second = await room.open(TEACHER)
    room.clock.pass_by(minutes=1)
    urgent = await room.open(GRADUATE, kind=TicketKind.URGENT)
    async with room.database.read() as conn:
        ahead = [await lookup.ahead(conn, one, room.clock()) for one in (first, second, urgent)]
    status = room.desk.status(room.clock())
    assert (status.on_duty, status.next_open) == (True, None)
    assert ahead == [1, 2, 0]


async def test_one_count_for_those_ahead_and_for_those_who_wait(room: Room) -> None:
    """A ticket whose holder fell silent waits again, for the citizen who is told how many come first as well."""
    first = await room.open(PARENT)
    await room.claim(first)
    room.clock.pass_by(minutes=1)
    second = await room.open(TEACHER)
    for minutes, expected in ((0, 0), (30, 1)):
        now = room.clock.pass_by(minutes=minutes)
        async with room.database.read() as conn:
            assert await lookup.ahead(conn, second, now) == expected
            waiting, _ = await lookup.queue_size(conn, room.ids[SUPERVISOR], now)
        assert waiting == expected + 1


async def test_progress_names_no_officer_and_needs_both_to_match(room: Room) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    async with room.database.read() as conn:
        _, mine = await lookup.standing(conn, PARENT, ticket.number)
        _, stranger = await lookup.standing(conn, TEACHER, ticket.number)
    assert mine is not None
    assert ON_DUTY not in repr(mine)
    assert stranger is None


async def test_erase_masks_the_words_and_keeps_the_frame(room: Room) -> None:
    ticket = await room.open(contact="138****8000")
    await room.claim(ticket)
    async with room.database.write() as conn:
        await room.desk.note(conn, ticket.id, room.ids[ON_DUTY], "孩子叫小明", now=room.clock())
    await room.close(ticket)
    async with room.database.write() as conn:
        await room.desk.erase(conn, PARENT, now=room.clock())
    now = await room.now(ticket)
    assert (now.subject, now.contact, now.outcome, now.status) == (ERASED, None, ERASED, Status.CLOSED)
    assert (await room.history(ticket))[-1] == EventKind.ERASED


def _row(ticket: Ticket) -> dict[str, object]:
    return {"conversation_id": ticket.conversation_id, "kind": "consult", "reason": "x", "subject": "x",
            "status": "waiting", "opened_at": ticket.opened_at, "due_at": ticket.due_at}  # fmt: skip
