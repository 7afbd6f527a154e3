"""What a form outside Django's forms needs to act once."""

from __future__ import annotations

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def submission() -> SafeString:
    """Mark this sending of a form, so that a double click acts once."""
    return format_html('<input type="hidden" name="submission" value="{}">', uuid.uuid4().hex)
