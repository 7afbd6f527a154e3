"""Terms of a branch's officers: entered by decision, extended, filled and vacated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.members.actions.access import today
from gongjian.members.models import Person
from gongjian.org import actions as org

from .. import policy, queries, rules
from ..models import Office, Term
from ..terms import Post
from .access import locked_branch, locked_term


class TermOverlaps(Conflict):
    code = "term_overlaps"
    message = _("The present term began on %(day)s. Choose a later day.")
    field = "from_day"


class TooLong(DomainError):
    code = "term_too_long"
    message = _("A term can be extended to %(day)s at the latest; then it has to be elected.")
    field = "until"


class OutsideTerm(DomainError):
    code = "outside_term"
    message = _("Choose a day from %(day)s, when the term began, to today.")
    field = "from_day"


class NoRight(DomainError):
    code = "no_right"
    message = _("Only formal members of the branch vote, stand and lead. Choose others: %(names)s.")
    field = "person_id"


class PostTaken(Conflict):
    code = "post_taken"
    message = _("This person has a post already, or there is a secretary. End that post first.")
    field = "person_id"


class CommitteeFull(Conflict):
    code = "committee_full"
    message = _("A committee has %(most)d people at most.")
    field = "person_id"


def enter_term(unit_id: int, *, from_day: date, document: str, actor: Actor, at: datetime) -> Term:
    """Enter the term of officers whom the superior appointed, or who are in office already.

    It takes as many years as the rules say; the term before ends on its first day.

    Raises:
        TermOverlaps: the present term began later.
        DocumentMissing: the decision is not named.
    """
    document = org.require_document(document)
    with audit.act(actor, "officers.term.enter", at=at) as journal:
        unit = locked_branch(unit_id, actor, "election.decide")
        return begin(journal, unit.pk, from_day, document)


def begin(journal: audit.Journal, unit_id: int, day: date, document: str, **more: object) -> Term:
    """Begin a term of a branch whose row is locked; what held before ends on the day."""
    before = Term.objects.filter(unit_id=unit_id, valid_to__isnull=True).first()
    if before is not None:
        if before.valid_from >= day:
            raise TermOverlaps(day=before.valid_from)
        for office in Office.objects.filter(term=before, valid_to__isnull=True):
            end(journal, office, day)
        before.valid_to = day
        journal.save(before, "valid_to")
    years = queries.term_years(unit_id, on=day)
    return journal.create(
        Term(
            unit_id=unit_id,
            valid_from=day,
            ends_on=rules.years_after(day, years),
            document=document,
            **more,
        )
    )


def end(journal: audit.Journal, office: Office, day: date, document: str = "") -> None:
    """End a post; one that began on the day never was."""
    if office.valid_from >= day:
        journal.delete(office)
        return
    office.valid_to, office.document = day, document or office.document
    journal.save(office, "valid_to", "document")


def extend_term(term_id: int, *, until: date, document: str, actor: Actor, at: datetime) -> Term:
    """Extend a term by decision of the superior, generally by a year at most (art. 3).

    Raises:
        TooLong: it is longer than the rules allow, or no extension.
    """
    document = org.require_document(document)
    with audit.act(actor, "officers.term.extend", at=at) as journal:
        term = locked_term(term_id, actor)
        limits = queries.limits_on(today(at))
        years = queries.term_years(term.unit_id, on=term.valid_from)
        latest = rules.years_after(term.valid_from, years + limits.extension_years)
        if not term.ends_on < until <= latest:
            raise TooLong(day=latest)
        term.ends_on, term.extended_by = until, document
        return journal.save(term, "ends_on", "extended_by")


@dataclass(frozen=True)
class Entry:
    """Who holds which post, since when, and by which decision."""

    person_id: int
    post: Post
    from_day: date
    document: str


def fill_post(term_id: int, entry: Entry, *, actor: Actor, at: datetime) -> Office:
    """Let somebody hold a post in a term, by a decision.

    Raises:
        OutsideTerm: the day is not within the term, or to come.
        NoRight: they are no formal member of the branch today.
        PostTaken, CommitteeFull: as said.
    """
    org.require_document(entry.document)
    with audit.act(actor, "officers.post.fill", at=at) as journal:
        term = locked_term(term_id, actor)
        if not term.valid_from <= entry.from_day <= today(at):
            raise OutsideTerm(day=term.valid_from)
        require_right(term.unit_id, [entry.person_id], today(at))
        return place(journal, term, entry)


def place(journal: audit.Journal, term: Term, entry: Entry) -> Office:
    """Let somebody with the right to it hold a post in a term whose branch is locked."""
    held = Office.objects.filter(term=term, valid_to__isnull=True)
    taken = held.filter(person_id=entry.person_id)
    if entry.post == Post.SECRETARY:
        taken |= held.filter(post=Post.SECRETARY)
    if taken.exists():
        raise PostTaken
    most = queries.limits_on(entry.from_day).committee_most
    if held.count() >= most:
        raise CommitteeFull(most=most)
    return journal.create(
        Office(
            term=term,
            person_id=entry.person_id,
            post=entry.post,
            valid_from=entry.from_day,
            document=entry.document.strip(),
        )
    )


def require_right(unit_id: int, person_ids: list[int], day: date) -> None:
    """Refuse whoever is no formal member of the branch on a day."""
    roll = queries.electors_of(unit_id, on=day)
    if strangers := [pk for pk in person_ids if pk not in roll]:
        names = Person.objects.filter(pk__in=strangers).order_by("name")
        raise NoRight(names="、".join(names.values_list("name", flat=True)))


def vacate_post(office_id: int, *, document: str, actor: Actor, at: datetime) -> None:
    """End a post today, by a decision; the term goes on.

    Raises:
        DocumentMissing: the decision is not named.
    """
    document = org.require_document(document)
    with audit.act(actor, "officers.post.end", at=at) as journal:
        office = fetch(
            Office.objects.filter(valid_to__isnull=True),
            office_id,
            allowed=policy.offices(actor, "election.decide"),
            visible=policy.offices(actor, "office.view"),
            lock=True,
        )
        end(journal, office, today(at), document)
