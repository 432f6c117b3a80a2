"""The two interfaces of integrators behind one call, so that a case goes through both.

A refusal must be a plain answer of the interface (a fault of Odoo's user errors, HTTP 422)
with a sentence for a person: never an internal error.
"""

import json
import xmlrpc.client

from harness.rpc import JsonTwoError

USER_ERROR = 2  # Odoo's fault code


class Refused(Exception):
    """A call that was answered with an error: its message, and what it came with."""

    def __init__(self, door, message, raw):
        super().__init__(message)
        self.door = door
        self.message = message
        self.raw = raw


class XmlRpcDoor:
    name = "xmlrpc"

    def __init__(self, rpc):
        self.rpc = rpc

    def __call__(self, model, method, /, **named):
        # Odoo's XML-RPC wants the ids first, JSON-2 by name.
        ids = [named.pop("ids")] if "ids" in named else []
        try:
            return self.rpc(model, method, *ids, **named)
        except xmlrpc.client.Fault as fault:
            assert fault.faultCode == USER_ERROR, fault.faultString[-2000:]
            raise Refused(self.name, fault.faultString, fault) from fault


class JsonDoor:
    name = "json2"

    def __init__(self, json2):
        self.json2 = json2

    def __call__(self, model, method, /, **named):
        try:
            return self.json2(model, method, **named)
        except JsonTwoError as error:
            assert error.status == 422, f"{error.status}: {error.body[-2000:]}"
            body = json.loads(error.body)
            raise Refused(self.name, body["message"], error) from error
