"""/graphql: queries checked against the schema as a whole, then answered."""

import base64
import binascii
import datetime
import json

from cdash import graphql_language, graphql_schema
from cdash.graphql_language import Enum, Error, Variable

DEFAULT_PAGE = 100
OPERATORS = {"eq": lambda left, right: left == right, "ne": lambda left, right: left != right,
             "gt": lambda left, right: left > right, "lt": lambda left, right: left < right,
             "contains": lambda left, right: right in left}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
LITERALS = {"String": (str,), "ID": (str, int), "Int": (int,), "Boolean": (bool,), "DateTimeTz": (str,),
            "TestStatus": (Enum,), "NonNegativeSeconds": (int, float)}


def answer(cdash, request):
    """Status, type and body. What is wrong with a query is told with 200."""
    content = request.headers.get("content-type", "")
    if request.method != "POST" or not content or content.startswith(FORMS):
        return 400, "text/html", f"{request.method} with Content-Type '{content}' is forbidden".encode()
    try:
        text, variables = asked(request.body)
        result = {"data": Query(cdash, text, variables).run()}
    except Error as error:
        result = {"errors": [{"message": str(error), "extensions": {"category": "graphql"}}]}
    return 200, "application/json", json.dumps(result).encode()


def asked(body):
    """The query and its variables."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("query"), str):
        raise Error("GraphQL Request must include at least one of those two parameters: \"query\" or \"queryId\"")
    return said["query"], said.get("variables") or {}


def moment(text):
    """Throws Error."""
    try:
        return datetime.datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise Error(f"DateTimeTz cannot represent value: {text}") from None


def compared(kind, value):
    """What a filter compares of a value of that type: times as times, all else as text."""
    if kind == "DateTimeTz":
        return moment(value)
    return value.name if isinstance(value, Enum) else str(value)


class Query:
    """Throws graphql_language.Error."""

    def __init__(self, cdash, text, given):
        self.cdash = cdash
        self.types = graphql_schema.schema(cdash.api)
        self.operation = graphql_language.Reader(text).operation()
        self.used = set()
        self.values = dict(self._values(given))
        self._check_selections("Query", self.operation.selections)
        for name in self.operation.variables.keys() - self.used:
            raise Error(f"Variable \"${name}\" is never used.")

    def run(self):
        return self._object("Query", None, self.operation.selections)

    def _values(self, given):
        for name, (kind, default) in self.operation.variables.items():
            if name in given:
                yield name, given[name]
            elif default is not ...:
                yield name, default
            elif kind.endswith("!"):
                raise Error(f"Variable \"${name}\" of required type \"{kind}\" was not provided.")

    # Checks

    def _fields(self, kind):
        """The fields of a type; those that only carry others, with what they carry."""
        if kind.endswith("Connection"):
            edge = kind.removesuffix("Connection") + "Edge"
            return {"pageInfo": "PageInfo", "edges": f"[{edge}]"}
        if kind.endswith("Edge"):
            return {"node": kind.removesuffix("Edge"), "cursor": "String"}
        if kind == "PageInfo":
            return {"hasNextPage": "Boolean", "hasPreviousPage": "Boolean", "endCursor": "String", "total": "Int"}
        return {name: field.type for name, field in self.types[kind].items()}

    def _check_selections(self, kind, selections):
        fields = self._fields(kind)
        for selection in selections:
            if selection.name not in fields:
                raise Error(f"Cannot query field \"{selection.name}\" on type \"{kind}\".")
            within = fields[selection.name].strip("[]")
            if (within in graphql_schema.SCALARS) == bool(selection.selections):
                raise Error(f"Field \"{selection.name}\" of type \"{within}\" " + (
                    "must not have a selection." if selection.selections else "must have a selection of subfields."))
            known = self.types[kind][selection.name].arguments if kind in self.types else {}
            for name, value in selection.arguments.items():
                if name not in known:
                    raise Error(f"Unknown argument \"{name}\" on field \"{kind}.{selection.name}\".")
                self._check_value(known[name], value)
            if selection.selections:
                self._check_selections(within, selection.selections)

    def _check_value(self, kind, value):
        if isinstance(value, Variable):
            self._check_variable(kind, value)
        elif kind.startswith("["):
            for one in value if isinstance(value, list) else [value]:
                self._check_value(kind.strip("[]"), one)
        elif kind == "OrderBy":
            if value not in [{"column": Enum("START_TIME"), "order": Enum(order)} for order in ("ASC", "DESC")]:
                raise Error(f"Value {value} does not exist in \"OrderByClause\".")
        elif kind.startswith("Filter:"):
            self._check_filter(kind.removeprefix("Filter:"), value)
        elif not isinstance(value, LITERALS[kind]) or (isinstance(value, bool) and kind != "Boolean"):
            raise Error(f"{kind} cannot represent value: {json.dumps(value, default=str)}")
        elif kind == "DateTimeTz":
            moment(value)

    def _check_variable(self, kind, variable):
        if variable.name not in self.operation.variables:
            raise Error(f"Variable \"${variable.name}\" is not defined.")
        self.used.add(variable.name)
        declared, _ = self.operation.variables[variable.name]
        if kind in LITERALS and declared.rstrip("!") != kind:
            raise Error(f"Variable \"${variable.name}\" of type \"{declared}\" used in position "
                        f"expecting type \"{kind}\".")
        if variable.name in self.values and self.values[variable.name] is not None:
            value = self.values[variable.name]
            self._check_value(kind, Enum(value) if kind == "TestStatus" else value)

    def _check_filter(self, kind, value):
        if not isinstance(value, dict):
            raise Error(f"Expected type \"{kind}FilterInput\" to be an object.")
        for name, within in value.items():
            if name in ("any", "all"):
                for one in within if isinstance(within, list) else [within]:
                    self._check_value(f"Filter:{kind}", one)
            elif name in OPERATORS and isinstance(within, dict):
                for field, operand in within.items():
                    known = self.types[kind].get(field)
                    if known is None or not known.filterable:
                        raise Error(f"Field \"{field}\" is not defined by type \"{kind}FilterInput\".")
                    self._check_value(known.type, operand)
            else:
                raise Error(f"Field \"{name}\" is not defined by type \"{kind}MultiFilterInput\".")

    # Answers

    def _resolved(self, value):
        if isinstance(value, Variable):
            return self.values.get(value.name)
        if isinstance(value, dict):
            return {name: self._resolved(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._resolved(one) for one in value]
        return value

    def _object(self, kind, value, selections):
        return {selection.key: self._field(self.types[kind][selection.name], value, selection)
                for selection in selections}

    def _field(self, field, value, selection):
        arguments = {name: self._resolved(one) for name, one in selection.arguments.items()}
        found = field.read(self.cdash, value, arguments)
        within = field.type.strip("[]").removesuffix("Connection")
        if found is None or field.type in graphql_schema.SCALARS:
            return str(found) if field.type == "ID" else found
        if within == field.type:
            return self._object(within, found, selection.selections)
        if arguments.get("filters"):
            found = [one for one in found if self._passes(within, one, arguments["filters"])]
        if field.type.startswith("["):
            return [self._object(within, one, selection.selections) for one in found]
        return self._page(within, found, arguments, selection.selections)

    def _passes(self, kind, value, wanted):
        """Of several conditions only the first counts, as in the real one."""
        if "all" in wanted:
            return all(self._passes(kind, value, one) for one in wanted["all"])
        if "any" in wanted:
            return any(self._passes(kind, value, one) for one in wanted["any"])
        for name, compare in OPERATORS.items():
            for field, operand in wanted.get(name, {}).items():
                known = self.types[kind][field]
                return compare(compared(known.type, known.read(self.cdash, value, {})), compared(known.type, operand))
        return True

    def _page(self, kind, found, arguments, selections):
        """A cursor is where a page ends. It is good for pages of one size only; one that cannot be read starts anew."""
        size = arguments.get("first", DEFAULT_PAGE)
        if size is None or size < 1:
            raise Error("Requested pagination amount must be positive.")
        try:
            after = int(base64.b64decode(arguments.get("after") or "", validate=True) or 0)
        except (binascii.Error, ValueError):
            after = 0
        begin = (size + after) // size * size - size
        rows = found[begin:begin + size]
        cursors = [base64.b64encode(str(begin + at).encode()).decode() for at in range(1, len(rows) + 1)]
        info = {"hasNextPage": begin + size < len(found), "hasPreviousPage": begin > 0, "total": len(found),
                "endCursor": cursors[-1] if cursors else None}
        page = {}
        for selection in selections:
            if selection.name == "pageInfo":
                page[selection.key] = {one.key: info[one.name] for one in selection.selections}
            else:
                page[selection.key] = [
                    {one.key: cursor if one.name == "cursor" else self._object(kind, row, one.selections)
                     for one in selection.selections} for row, cursor in zip(rows, cursors)]
        return page
