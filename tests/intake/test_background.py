"""A large roster at work: others see how far it is and can stop it, in its one transaction."""

import time
from threading import Thread

import pytest
from django.db import connection

from factories.members import actor_of
from factories.rosters import NEED, book, make_district, roster
from gongjian.exchange.models import Need
from gongjian.intake import actions, tasks
from gongjian.intake.models import Roster
from gongjian.kernel import audit, jobs
from gongjian.kernel.models import Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]

ROWS = 6_000


@pytest.fixture
def sent(settings, tmp_path) -> Roster:
    """Return a checked roster of many needs, about to be entered in the background."""
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    district = make_district()
    needs = [
        NEED | {"number": f"X-{n}", "starts_on": "2199-01-01", "ends_on": "2199-02-01"}
        for n in range(ROWS)
    ]
    host, at = actor_of(district.host), tasks.timezone.now()
    received = actions.receive("名册.xlsx", book(roster(needs=needs)), actor=host, at=at)
    actions.check(received, actor=host, at=at)
    received.job = jobs.ask(tasks.ENTER, actor=host, at=at)
    received.save()
    return received


def work(roster_id: int) -> None:
    try:
        tasks.run.call(roster_id)
    finally:
        connection.close()


def far(job_id: int) -> int:
    return jobs.with_progress(Job.objects.get(pk=job_id)).done


def wait_until_under_way(sent: Roster, worker: Thread) -> int:
    while worker.is_alive():
        done = far(sent.job_id)
        if 0 < done < ROWS:
            return done
        time.sleep(0.01)
    raise AssertionError("it ended before anybody saw it under way")


def test_progress_is_seen_before_the_end_and_then_all_is_there(sent):
    worker = Thread(target=work, args=(sent.pk,))
    worker.start()
    first = wait_until_under_way(sent, worker)
    assert Need.objects.count() == 0
    worker.join()
    job = Job.objects.get(pk=sent.job_id)
    assert (job.state, job.done, Need.objects.count()) == ("done", job.total, ROWS)
    assert first < job.done


def test_cancelling_half_way_leaves_nothing(sent):
    before = audit.AuditEvent.objects.count()
    worker = Thread(target=work, args=(sent.pk,))
    worker.start()
    wait_until_under_way(sent, worker)
    jobs.cancel(
        sent.job_id, actor=tasks.members.get_actor(sent.account_id, on=sent.received_at.date())
    )
    worker.join()
    assert Job.objects.get(pk=sent.job_id).state == "cancelled"
    assert Need.objects.count() == 0
    assert audit.AuditEvent.objects.count() == before
