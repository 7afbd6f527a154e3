"""The components of every page: frozen values, each shown by one template part.

Pages write ``from gongjian.kernel import components as ui``, put ``ui.Table(...)`` into their
page and show it with ``{% component table %}``. docs/design.md has an example of each.
"""

from .cells import Cell, Day, Link, Number, Person, State, Text
from .figures import Bar, BarChart, Change, Figure, Figures
from .pages import (
    Choice,
    Confirm,
    Crumb,
    Empty,
    Fault,
    Faults,
    LineAndDate,
    Notice,
    Progress,
    choices,
)
from .records import Event, Fact, Facts, Reason, Reasons, Step, Stepper, Timeline
from .tables import Action, Column, Filter, Row, Selection, Table, TableQuery, read_query

__all__ = [
    "Action",
    "Bar",
    "BarChart",
    "Cell",
    "Change",
    "Choice",
    "Column",
    "Confirm",
    "Crumb",
    "Day",
    "Empty",
    "Event",
    "Fact",
    "Facts",
    "Fault",
    "Faults",
    "Figure",
    "Figures",
    "Filter",
    "LineAndDate",
    "Link",
    "Notice",
    "Number",
    "Person",
    "Progress",
    "Reason",
    "Reasons",
    "Row",
    "Selection",
    "State",
    "Step",
    "Stepper",
    "Table",
    "TableQuery",
    "Text",
    "Timeline",
    "choices",
    "read_query",
]
