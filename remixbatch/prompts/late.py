"""Regular expressions that are compiled when they are first needed: all at once they would be a third of the import."""

import re
from functools import cache
from typing import Any, cast


@cache
def late(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def lazy(expression: str) -> re.Pattern[str]:
    """The same for a name of a module: it is asked as any pattern is."""
    return cast("re.Pattern[str]", _Lazy(expression))


class _Lazy:
    """A pattern that is compiled when the first of its methods is looked up. Each is looked up once."""

    def __init__(self, expression: str) -> None:
        self._expression = expression

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__[name] = getattr(late(self._expression), name)
        return found
