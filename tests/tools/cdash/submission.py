"""submit.php: one document taken, or refused as the real one refuses it."""

import hashlib
import json
import re

from cdash import documents
from cdash.store import Upload

PROJECT_NAME = re.compile(r"[A-Za-z0-9 +._-]+")
MD5 = re.compile(r"[0-9a-fA-F]{32}")
VERSION = {"5": "5.3.0", "3.10": "3.10.2", "none": "3.10.2"}


def refused(status, words):
    return status, "application/json", json.dumps({"status": 1, "description": words}).encode()


def answer(server, body, build_id):
    found = "" if build_id is None else f"<buildId>{build_id}</buildId>"
    text = (f"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cdash version=\"{VERSION[server.api]}\">\n"
            f"  <status>OK</status>\n  <message></message>\n  <md5>{hashlib.md5(body).hexdigest()}</md5>\n"
            f"  {found}\n</cdash>\n")
    return 200, "text/xml", text.encode()


def refusal(server, request):
    """What is checked before the document is looked at, in the real one's order; None when all is well."""
    project, expected = request.query.get("project", ""), request.query.get("MD5", "")
    if not project:
        return refused(400, "No project name provided.")
    if not PROJECT_NAME.fullmatch(project):
        return refused(400, f"Invalid project name: {project}")
    if expected and not MD5.fullmatch(expected):
        return refused(400, f"Provided md5 hash '{expected}' is improperly formatted.")
    received = hashlib.md5(request.body).hexdigest()
    if expected and expected != received:
        return refused(400, f"md5 mismatch. expected: {expected}, received: {received}")
    if project != server.project:
        return refused(500, "ID not set for project") if server.api == "3.10" else refused(
            404, "The requested project does not exist.")
    if not server.may_submit(request):
        return refused(403, "Invalid Token")
    return None


def submit(server, request):
    """Status, type and body of the answer."""
    no = refusal(server, request)
    if no is not None:
        return no
    names = [request.query.get(key) for key in ("site", "build", "stamp")]
    build_id = None if None in names else server.store.named(*names).id
    try:
        document = documents.Document(request.body)
        take(server, request, document, build_id)
    except documents.Invalid as error:
        server.store.complaints.append(str(error))
        if server.validate:
            return refused(400, str(error))
    except documents.Aborted as error:
        server.store.complaints.append(str(error))
        if server.validate:
            return refused(500, str(error))
    return answer(server, request.body, build_id)


def take(server, request, document, build_id):
    names = [document.site, document.build, document.stamp]
    if document.part == "Done":
        names = [request.query.get(key, "") for key in ("site", "build", "stamp")]
    elif build_id is not None and server.store.build(build_id).key != tuple(names):
        server.store.complaints.append(f"the address names another build than {names}: {build_id} is a phantom")
    upload = Upload(document.part, *names, request.body, build_id)
    server.store.process(document)
    server.store.uploads.append(upload)
    server.keep(upload)
