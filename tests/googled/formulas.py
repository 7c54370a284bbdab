"""Formulas, the few that tests use: arithmetic, cell references, SUM of a range, HYPERLINK; all else is `#NAME?`."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from googled.grid import Tab, box

SIGNS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def value(formula: str, tab: Tab, locale: str) -> Any:
    """What the formula comes to; `#DIV/0!`, `#NAME?` or `#ERROR!` when it does not."""
    text = formula[1:].replace(";", ",")
    text = re.sub(r"SUM\(([A-Z]+\d+:[A-Z]+\d+)\)", lambda match: str(_sum(match[1], tab)), text)
    text = re.sub(r"\$?\b([A-Z]{1,3})\$?(\d+)\b", lambda match: repr(_cell(match[0].replace("$", ""), tab)), text)
    try:
        found = _worth(ast.parse(text.replace("^", "**").replace("&", "+").strip(), mode="eval").body)
    except ZeroDivisionError:
        return "#DIV/0!"
    except KeyError:
        return "#NAME?"
    except (SyntaxError, TypeError, ValueError):
        return "#ERROR!"
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _worth(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.BinOp):
        return SIGNS[type(node.op)](_worth(node.left), _worth(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_worth(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.upper() == "HYPERLINK" and node.args:
        return _worth(node.args[-1])
    raise KeyError


def _cell(place: str, tab: Tab) -> Any:
    area = box(place, tab)
    found = tab.cells.get((area.top, area.left)) if area else None
    return 0 if found is None or found.value is None else found.value


def _sum(place: str, tab: Tab) -> float:
    area = box(place, tab)
    return sum(tab.cells[at].value for at in tab.filled(area) if isinstance(tab.cells[at].value, int | float)) if area else 0
