"""A certificate that nobody has signed but itself."""

import ipaddress
import pathlib
import ssl
import subprocess


def self_signed(folder, host="127.0.0.1"):
    """Makes a key and a certificate for a host in a folder; the server's context, and the certificate's path."""
    try:
        name = f"IP:{ipaddress.ip_address(host)}"
    except ValueError:
        name = f"DNS:{host}"
    key, certificate = pathlib.Path(folder) / "key.pem", pathlib.Path(folder) / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=stand-in",
                    "-addext", f"subjectAltName={name}"], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
