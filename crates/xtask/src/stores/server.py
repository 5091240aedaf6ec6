"""An S3 server on this machine, for tests: it prints its address, and ends when its input does.

Requests are answered one at a time, so that what a condition was held against is what is replaced. In the bucket `lossy` answers are lost: of the
puts of a head each third takes effect and is answered by 502, and each seventh has no effect and is answered by 503.
"""

import itertools
import logging
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKETS = ["conditions", "common", "killed", "lossy"]


class Lossy:
    def __init__(self, application):
        self.application = application
        self.puts = itertools.count(1)

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if not (environ["REQUEST_METHOD"] == "PUT" and path.startswith("/lossy/") and path.endswith("/head")):
            return self.application(environ, start_response)
        put = next(self.puts)
        if put % 7 == 0:
            start_response("503 Slow Down", [("Content-Length", "0")])
            return []
        if put % 3 == 0:
            answer = self.application(environ, lambda status, headers, failure=None: None)
            for _ in answer:
                pass
            start_response("502 Bad Gateway", [("Content-Length", "0")])
            return []
        return self.application(environ, start_response)


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, Lossy(application), threaded=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    make_buckets(address)
    print(address, flush=True)
    sys.stdin.read()


def make_buckets(address):
    import boto3

    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    for bucket in BUCKETS:
        client.create_bucket(Bucket=bucket)


main()
