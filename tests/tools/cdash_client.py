"""Documents and requests as a client of CDash makes them; for tests that need no more of a client."""

import base64
import hashlib
import html
import http.client
import io
import re
import tarfile
import urllib.parse
import zlib

SITE, BUILD, STAMP = "machine", "release", "20240501-0300-Nightly"


def measurement(name, value, kind="numeric/double", **attributes):
    extra = "".join(f' {key}="{html.escape(text)}"' for key, text in attributes.items())
    return (f'<NamedMeasurement type="{kind}" name="{html.escape(name)}"{extra}><Value>{html.escape(value)}</Value>'
            "</NamedMeasurement>")


def archive(name, data):
    """A tar.gz of one file, in base64."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return base64.b64encode(packed.getvalue()).decode()


def png(pixels=b"\0\x80"):
    """A picture of one grey pixel."""
    def chunk(name, body):
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
            + chunk(b"IDAT", zlib.compress(pixels) if pixels else b"") + chunk(b"IEND", b""))


def test(name, *measurements, status="passed"):
    name = html.escape(name)
    return (f'<Test Status="{status}"><Name>{name}</Name><Path>.</Path><FullName>./{name}</FullName>'
            f"<FullCommandLine>true</FullCommandLine><Results>{''.join(measurements)}"
            "<Measurement><Value>said</Value></Measurement></Results></Test>")


def site(content, names=(SITE, BUILD, STAMP)):
    name, build, stamp = (html.escape(text) for text in names)
    return f'<Site BuildName="{build}" BuildStamp="{stamp}" Name="{name}">{content}</Site>'.encode()


def testing(*tests, start=1714532400, **names):
    return site(f"<Testing><StartDateTime>then</StartDateTime><StartTestTime>{start}</StartTestTime><TestList/>"
                f"{''.join(tests)}<EndDateTime>then</EndDateTime><EndTestTime>{start + 5}</EndTestTime>"
                "<ElapsedMinutes>0.1</ElapsedMinutes></Testing>", **names)


def build(start=1714532400, **names):
    return site(f"<Build><StartDateTime>then</StartDateTime><StartBuildTime>{start}</StartBuildTime>"
                "<BuildCommand>make</BuildCommand><Log Encoding=\"base64\" Compression=\"bin/gzip\"/>"
                f"<EndDateTime>then</EndDateTime><EndBuildTime>{start + 5}</EndBuildTime>"
                "<ElapsedMinutes>0.1</ElapsedMinutes></Build>", **names)


def done(build_id):
    return f"<Done><buildId>{build_id}</buildId><time>1714532410</time></Done>".encode()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def build_id(self):
        """None when there is none."""
        found = re.search(rb"<buildId>([0-9]+)</buildId>", self.body)
        return int(found.group(1)) if found else None


def connection(server):
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)


def request(server, method, path, body=None, headers=None):
    opened = connection(server)
    try:
        opened.request(method, path, body, headers or {})
        return Answer(opened.getresponse())
    finally:
        opened.close()


def upload_path(body, part="Test", names=(SITE, BUILD, STAMP), project="Perf", **more):
    """submit.php with all that ctest says about a document; what is None is left out."""
    name, build_name, stamp = names
    query = {"project": project, "FileName": f"{'___'.join(names)}___XML___{part}.xml", "build": build_name,
             "site": name, "stamp": stamp, "MD5": hashlib.md5(body).hexdigest()} | more
    return "/submit.php?" + urllib.parse.urlencode({key: value for key, value in query.items() if value is not None})


def submit(server, body, part="Test", token=None, **options):
    headers = {"Content-Type": "text/xml"} | ({} if token is None else {"Authorization": f"Bearer {token}"})
    return request(server, "PUT", server.prefix + upload_path(body, part, **options), body, headers)
