"""Regular expressions that are compiled when they are first needed: all at once they would be a third of the import."""

import re
from functools import cache


@cache
def late(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
