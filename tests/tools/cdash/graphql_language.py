"""Queries as text: the part of GraphQL that a client of CDash needs, which is without fragments and directives."""

import dataclasses
import json
import re

TOKEN = re.compile(r'[\s,\ufeff]+|#[^\n]*|(?P<punctuation>[!$()\[\]{}:=|&@]|\.\.\.)|(?P<name>[_A-Za-z][_0-9A-Za-z]*)'
                   r'|(?P<number>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)'
                   r'|(?P<string>"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*")')


class Error(Exception):
    """Its words are what the server answers."""


@dataclasses.dataclass(frozen=True)
class Variable:
    name: str


@dataclasses.dataclass(frozen=True)
class Enum:
    name: str


@dataclasses.dataclass
class Field:
    name: str
    key: str  # in the answer
    arguments: dict
    selections: list


@dataclasses.dataclass
class Operation:
    variables: dict  # name -> (type, default), the default absent as ...
    selections: list


class Reader:
    """One query. Throws Error."""

    def __init__(self, text):
        self.tokens = list(self._tokens(text))
        self.at = 0

    @staticmethod
    def _tokens(text):
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None:
                raise Error(f"Syntax Error: Cannot parse the unexpected character \"{text[at]}\".")
            at = found.end()
            if found.lastgroup is not None:
                yield next((kind, value) for kind, value in found.groupdict().items() if value is not None)

    def _peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else "<EOF>"

    def _take(self, kind=None, value=None):
        found_kind, found = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "<EOF>")
        if kind not in (None, found_kind) or value not in (None, found):
            raise Error(f"Syntax Error: Expected {value or kind}, found {found}")
        self.at += 1
        return found

    def _has(self, value):
        if self._peek() != value:
            return False
        self.at += 1
        return True

    def operation(self):
        variables = {}
        if self._peek() != "{":
            self._take("name", "query")
            if self._peek() not in ("{", "("):
                self._take("name")
            if self._has("("):
                while not self._has(")"):
                    self._variable(variables)
        operation = Operation(variables, self._selections())
        self._take("end")
        return operation

    def _variable(self, variables):
        self._take(value="$")
        name = self._take("name")
        self._take(value=":")
        kind = self._type()
        variables[name] = (kind, self._value() if self._has("=") else ...)

    def _type(self):
        if self._has("["):
            kind = f"[{self._type()}]"
            self._take(value="]")
        else:
            kind = self._take("name")
        return kind + ("!" if self._has("!") else "")

    def _selections(self):
        self._take(value="{")
        fields = []
        while not self._has("}"):
            fields.append(self._field())
        if not fields:
            raise Error("Syntax Error: Expected Name, found }")
        return fields

    def _field(self):
        key = name = self._take("name")
        if self._has(":"):
            name = self._take("name")
        arguments = {}
        if self._has("("):
            while not self._has(")"):
                argument = self._take("name")
                self._take(value=":")
                arguments[argument] = self._value()
        return Field(name, key, arguments, self._selections() if self._peek() == "{" else [])

    def _value(self):
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "<EOF>")
        self.at += 1
        if kind in ("string", "number"):
            return json.loads(text)
        if kind == "name":
            return {"true": True, "false": False, "null": None}.get(text, Enum(text))
        if text == "$":
            return Variable(self._take("name"))
        if text == "[":
            values = []
            while not self._has("]"):
                values.append(self._value())
            return values
        if text == "{":
            return self._object()
        raise Error(f"Syntax Error: Unexpected {text}")

    def _object(self):
        values = {}
        while not self._has("}"):
            name = self._take("name")
            self._take(value=":")
            values[name] = self._value()
        return values
