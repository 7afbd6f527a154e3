"""What is wrong with a row of a register, and what to do about it, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..rules.rows import MOST_STAFF
from ..terms import KIND_WORDS


def fault_words(code: str, hint: str = "") -> tuple[str, str]:
    """Return the reason of a fault and what would put it right."""
    match code:
        case "empty":
            return _("Nothing stands here."), _("Fill it in: every row needs it.")
        case "unreadable":
            return (
                _("The cell has line breaks or characters that cannot be read."),
                _("Type it anew. A quotation mark that is not closed swallows the next rows."),
            )
        case "too_long":
            return _("The text is too long."), _("Shorten it.")
        case "surplus":
            return (
                _("The row has more cells than the heading."),
                _("A comma within a cell may have split it: put quotation marks around the cell."),
            )
        case "twice":
            return (
                _("This entity stands in an earlier row already."),
                _("Compare it with row %(row)s and delete one of them.") % {"row": hint},
            )
        case "elsewhere":
            return (
                _("The entity is registered at a place outside your reach (%(place)s).")
                % {"place": hint},
                _("Ask the office of that place to let it go first."),
            )
        case "older_than_known":
            return (
                _("The registry holds newer facts, of %(day)s.") % {"day": hint},
                _("Choose a later day for the file, or leave this row out."),
            )
    return _by_column(code, hint)


def _by_column(code: str, hint: str) -> tuple[str, str]:
    match code:
        case "code_form":
            return (
                _("This is no unified social credit code."),
                _("It has 18 digits and capital letters, never I, O, S, V or Z (GB 32100-2015)."),
            )
        case "unknown_kind":
            words = "、".join(words[0] for words in KIND_WORDS.values())
            return _("This class is not known."), _("Write one of %(words)s.") % {"words": words}
        case "unknown_place":
            return (
                _("There is no place with this code."),
                _("Give the code of the community (12 digits), street (9) or district (6)."),
            )
        case "out_of_reach":
            return (
                _("This place is outside your reach."),
                _("Leave the row to the office that is responsible for the place."),
            )
        case "unknown_trade":
            return (
                _("There is no such trade in GB/T 4754-2017."),
                _("Give the letter of the section, or the code of two to four digits."),
            )
        case "unknown_venue" if hint:
            return (
                _("There is no venue of this name in this place."),
                _("Do you mean “%(name)s”? Else enter the venue first.") % {"name": hint},
            )
        case "unknown_venue":
            return (
                _("There is no venue of this name in this place."),
                _("Enter the venue first, or leave the cell empty."),
            )
        case "several_venues":
            return (
                _("Several venues of this place have this name."),
                _("Give the code of the community instead of that of the street."),
            )
    return _of_numbers(code)


def _of_numbers(code: str) -> tuple[str, str]:
    match code:
        case "no_day":
            return _("This is no date."), _("Write it as 2020-01-02, 2020/1/2 or 2020年1月2日.")
        case "later_than_file":
            return (
                _("The date is later than the day of the file."),
                _("Correct it, or choose a later day for the file."),
            )
        case "closed_before":
            return (
                _("It would have closed before it was founded."),
                _("Correct one of the two dates."),
            )
        case "no_number":
            return (
                _("This is no number of people."),
                _("Write a whole number from 0 to %(most)d.") % {"most": MOST_STAFF},
            )
        case "no_degrees":
            return (
                _("This is no longitude or latitude in China."),
                _("Write degrees with decimals, such as 120.155 and 30.274; they may be swapped."),
            )
        case "half_a_point":
            return (
                _("Longitude and latitude belong together."),
                _("Fill in both or neither."),
            )
        case "no_telephone":
            return (
                _("This is no telephone number."),
                _("Write digits, such as 13900000000 or 0571-80000000."),
            )
    raise ValueError(code)
