"""Small changes of a module's meaning, one at a time: what a careless hand might have written instead.

Not changed are annotations, docstrings, decorators (how much is cached) and labels: words for people are compared with
the generated reference and the catalogues by their own tests.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_PAIRS = [("min", "max"), ("any", "all"), ("sorted", "list"), ("add", "subtract"), ("multiply", "divide")]
_NAMES = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1]) if a != "list"} | {"ROUND_UP": "ROUND_DOWN"}
_UNREAD = {"annotation", "returns", "decorator_list"}
_LABELLED = {"Act", "text"}
_KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass, ast.Return, ast.Break, ast.Continue)


@dataclass(frozen=True)
class Mutant:
    """One change: the line it is in, its text, what became of what, and the module with it."""

    number: int
    line: str
    change: str
    code: CodeType


def mutants(source: str, path: str) -> Iterator[Mutant]:
    """Every change of ``source``, in its order. The same change of the same words is counted: ``… (2)``."""
    tree = ast.parse(source)
    lines = source.splitlines()
    seen: Counter[tuple[str, str]] = Counter()
    for holder, key, node, number in list(_places(tree, 1)):
        for new in _variants(holder, node):
            _put(holder, key, new)
            code = compile(ast.fix_missing_locations(tree), path, "exec")
            _put(holder, key, node)
            line, change = lines[number - 1].strip(), f"{_words(node)} → {_words(new)}"
            seen[line, change] += 1
            again = seen[line, change]
            yield Mutant(number, line, f"{change} ({again})" if again > 1 else change, code)


def _words(node: ast.AST) -> str:
    text = ast.unparse(node).strip() if isinstance(node, ast.expr | ast.stmt | ast.comprehension) else ""
    return text.splitlines()[0] if text else type(node).__name__


def _put(holder: ast.AST | list[ast.AST], key: str | int, node: ast.AST) -> None:
    if isinstance(holder, list):
        assert isinstance(key, int)
        holder[key] = node
    else:
        assert isinstance(key, str)
        setattr(holder, key, node)


_Place = tuple[ast.AST | list[ast.AST], str | int, ast.AST, int]


def _places(node: ast.AST, number: int) -> Iterator[_Place]:
    """Every node that may be changed: what holds it, under which key, the node, its line."""
    for field, value in ast.iter_fields(node):
        if field in _UNREAD:
            continue
        several = isinstance(value, list)
        for key, child in enumerate(value if several else [value]):
            if not isinstance(child, ast.AST) or _unread(node, field, key, child):
                continue
            at = getattr(child, "lineno", number)
            yield (value, key, child, at) if several else (node, field, child, at)
            yield from _places(child, at)


def _unread(node: ast.AST, field: str, key: int, child: ast.AST) -> bool:
    """Whether a child says nothing to the machine: a docstring, a label, a type."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in _LABELLED and field == "args" and key > 0 and isinstance(child, ast.Constant)
    return isinstance(child, ast.Subscript) and ast.unparse(child.value) == "Literal"


def _variants(holder: ast.AST | list[ast.AST], node: ast.AST) -> Iterator[ast.AST]:
    yield from (other() for other in _OPERATORS.get(type(node), ()))
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(value)):
            yield ast.Constant(f"?{value}")
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.Name(id=name, ctx=ast.Load()) if name in _NAMES:
            yield ast.Name(_NAMES[name], ast.Load())
        case ast.Attribute(attr=name) if name in _NAMES:
            yield ast.Attribute(node.value, _NAMES[name], node.ctx)
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.comprehension(ifs=[_, *_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
    if isinstance(node, ast.stmt):
        yield from _statements(holder, node)


def _statements(holder: ast.AST | list[ast.AST], node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.If():
            yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.While():
            yield ast.While(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    # A name that a module or a class lacks is a failure of the import; only what happens in functions is left out.
    inside = node.col_offset > 0 and not isinstance(node, ast.AnnAssign)
    if inside and isinstance(holder, list) and not isinstance(node, _KEPT):
        yield ast.Pass()
