"""The demonstration shows a case that the watch opened and proposals to decide and to found."""

import pytest

from factories.org import moment
from gongjian.formation.models import Case, Incubation
from gongjian.formation.terms import CaseState, IncubationKind
from gongjian.kernel import audit
from gongjian.sample import build
from gongjian.sample.district import POOL

pytestmark = pytest.mark.django_db


def test_the_demonstration_forms_organisations():
    assert build.district(moment())
    states = Case.objects.order_by("proposed_at").values_list("state", flat=True)
    assert list(states) == [CaseState.APPROVED, CaseState.PROPOSED]
    grown = Incubation.objects.order_by("-formal").values_list("kind", "formal", "region__name")
    assert list(grown) == [(IncubationKind.GROW, 4, POOL), (IncubationKind.GROW, 3, None)]
    assert list(audit.verify()) == []
