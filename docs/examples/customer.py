#!/usr/bin/env python3
"""A customer written from ../reference/vectors.md alone: Python 3, standard library.

Ask whether the person behind a spare applet's number approves, wait for the callback,
verify its signature and print the outcome."""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import queue
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

CLOCK_SKEW_SECONDS = 300
ATTEMPTS = 5
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def signature(secret, timestamp, method, target, body):
    text = f"{timestamp}.{method}.{target}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def send(url, method, body, headers_now):
    """The parsed answer; the same body again after a failure that may pass."""
    for attempt in range(1, ATTEMPTS + 1):
        pause = 2 ** (attempt - 1)
        try:
            request = urllib.request.Request(url, body or None, headers_now(), method=method)
            with OPENER.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = f"{error.code} {error.read().decode(errors='replace')}"
            if error.code not in (408, 429) and error.code < 500:
                sys.exit(f"customer: {method} {url} was refused: {problem}")
            after = error.headers.get("Retry-After", "")
            pause = int(after) if after.isdigit() else pause
        except OSError as error:
            problem = str(error)
        if attempt < ATTEMPTS:
            print(f"{problem}; again in {pause} s", file=sys.stderr)
            time.sleep(pause)
    sys.exit(f"customer: {method} {url} failed {ATTEMPTS} times: {problem}")


def get_token(url, customer):
    pair = ":".join(urllib.parse.quote_plus(customer[name]) for name in ("clientId", "clientSecret"))
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return send(f"{url}/oauth2/token", "POST", b"grant_type=client_credentials", lambda: headers)["access_token"]


def call(url, customer, token, method, path, value=None):
    body = b"" if value is None else json.dumps(value).encode()

    def headers():
        timestamp = str(int(time.time()))
        return {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "X-Customer-Id": customer["id"],
            "X-Timestamp": timestamp,
            "X-Signature": signature(customer["signingSecret"], timestamp, method, path, body),
        }

    return send(url + path, method, body, headers)


def callback_server(secret, outcomes):
    class Callback(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            timestamp = self.headers.get("X-Timestamp", "")
            expected = signature(secret, timestamp, "POST", self.path, body)
            given = self.headers.get("X-Signature", "")
            fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) <= CLOCK_SKEW_SECONDS
            genuine = fresh and hmac.compare_digest(expected.encode(), given.encode())
            self.send_response(204 if genuine else 401)
            self.end_headers()
            if genuine:
                outcomes.put(json.loads(body))
            else:
                print("refused a callback: its signature or timestamp is wrong", file=sys.stderr)

        def log_message(self, *_):
            """The outcome is printed, not each request."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/outcome"


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("credentials", help="path of the credentials.json of Tandem")
    parser.add_argument("--msisdn", help="whom to ask (default: the first spare applet)")
    parser.add_argument("--model", choices=["silent", "touch", "multisecure", "itemselect"], default="touch")
    parser.add_argument("--message", default="Pay 120 USD to Acme?", help="the text to show")
    parser.add_argument("--item", action="append", help="a choice for itemselect; repeat it for each")
    parser.add_argument("--popup-seconds", type=int, help="how long the popup stays")
    parser.add_argument("--seconds", type=float, default=120, help="give up after this time (default: 120)")
    return parser.parse_args()


def main():
    options = read_options()
    try:
        with open(options.credentials, encoding="utf-8") as file:
            credentials = json.load(file)
        url, customer = credentials["url"], credentials["customer"]
        msisdn = options.msisdn or credentials["applets"][0]["msisdn"]
    except OSError as error:
        sys.exit(f"customer: {error}")
    except (ValueError, LookupError, TypeError):
        sys.exit(f"customer: {options.credentials} is not the credentials.json of Tandem")
    outcomes = queue.Queue()
    request = {
        "requestId": str(uuid.uuid4()),
        "msisdn": msisdn,
        "cbUrl": callback_server(customer["signingSecret"], outcomes),
        "model": options.model,
    }
    if options.model != "silent":
        request["message"] = options.message
    if options.model == "itemselect":
        request["items"] = options.item or ["Current", "Savings"]
    if options.popup_seconds is not None:
        request["popupSeconds"] = options.popup_seconds
    token = get_token(url, customer)
    accepted = call(url, customer, token, "POST", "/v1/approvals", request)
    print(f"{accepted['status']} {accepted['transactionId']}", flush=True)
    deadline = time.monotonic() + options.seconds
    outcome = {}
    while outcome.get("transactionId") != accepted["transactionId"]:
        try:
            outcome = outcomes.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            sys.exit(f"customer: no callback within {options.seconds:g} s")
    print(json.dumps(outcome, indent=2))
    state = call(url, customer, token, "GET", f"/v1/approvals/{accepted['transactionId']}")
    print("state:", json.dumps(state))


if __name__ == "__main__":
    main()
