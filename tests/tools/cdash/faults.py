"""What can go wrong with an answer, on demand."""

import dataclasses
import html


@dataclasses.dataclass
class Fault:
    """How one request, or `times` of them (math.inf: all), is treated.

    `part` and `path` choose requests: uploads of that part ("Test"), requests to that path. What happens, the first of:
    cut_after    so many bytes of the body are read, then the connection is reset, and nothing is processed
    cut_answer   the request is processed as if nothing were wrong, then the connection is reset without an answer
    redirect     302 to that address; nothing is processed
    status       answered with `headers` and `body`; nothing is processed. None: processed and answered as usual,
                 which makes sense with `delay`
    The answer, or the cut in its place, waits `delay` seconds. A server that closes does not wait.
    """

    status: int | None = 503
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    part: str | None = None
    path: str | None = None
    times: float = 1
    cut_after: int | None = None
    cut_answer: bool = False
    delay: float = 0
    redirect: str | None = None

    @classmethod
    def error(cls, words, **options):
        """The server's way of saying no with 200: an ERROR status and no build id."""
        body = (f"<cdash version=\"5.3.0\"><status>ERROR</status>"
                f"<message>{html.escape(words)}</message><md5></md5></cdash>")
        return cls(status=200, headers={"Content-Type": "text/xml"}, body=body.encode(), **options)

    def is_for(self, path, part):
        return self.path in (None, path) and self.part in (None, part)

    def processes(self):
        """Whether the request does what it is for, if all of it is read."""
        return self.cut_answer or (self.redirect is None and self.status is None)

    def answer(self):
        """Status, headers and body."""
        if self.redirect is not None:
            return 302, self.headers | {"Location": self.redirect}, self.body
        return self.status, self.headers, self.body


def taken(faults, path, part):
    """The first of the list that is for such a request, which it counts; None when there is none."""
    for fault in faults:
        if fault.is_for(path, part):
            fault.times -= 1
            if fault.times <= 0:
                faults.remove(fault)
            return fault
    return None
