/**
 * Starts moto on a port of its choice. Its models are not made for threads (a dictionary that changes while
 * another request walks it is a 500), so that one request at a time is answered; and it ends with whoever
 * started it, also when that one is killed: its standard input closes then.
 */
export const SERVER = `
import os, sys, threading
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)
turn = threading.Lock()

def one_at_a_time(environ, start_response):
    with turn:
        return list(moto(environ, start_response))

def end_with_the_starter():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end_with_the_starter, daemon=True).start()
run_simple("127.0.0.1", 0, one_at_a_time, threaded=True)
`;
