"""Answers JSON lines on stdin with JSON lines on stdout: how Jinja2 renders a template, how PyYAML reads a text.

{"template": "...", "variables": {...}}  ->  {"text": "..."} or {"error": "..."}
{"yaml": "..."}                          ->  {"value": ...} or {"error": "..."}, every scalar as a string
"""

import base64
import json
import sys

import jinja2
import jinja2.filters
import yaml


def whole_number(value, default=0, base=10):
    """`int` as of Jinja2 3.1.5: texts that say infinity have no whole number, and are no error."""
    try:
        return jinja2.filters.do_int(value, default, base)
    except OverflowError:
        if not isinstance(value, str):
            raise
        return default


def make_environment():
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    environment.filters["int"] = whole_number
    environment.filters["b64encode"] = lambda value: base64.b64encode(str(value).encode("utf-8")).decode("ascii")
    environment.filters["b64decode"] = lambda value: base64.b64decode(str(value).encode("utf-8")).decode("utf-8")
    return environment


def answer(environment, request):
    try:
        if "yaml" in request:
            return {"value": yaml.load(request["yaml"], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))}
        text = environment.from_string(request["template"]).render(**request["variables"])
        text.encode("utf-8")
        return {"text": text}
    except Exception as error:  # whatever Jinja2 or PyYAML throws is an answer
        return {"error": "%s: %s" % (type(error).__name__, error)}


def main():
    if "--version" in sys.argv:
        print(jinja2.__version__)
        return
    environment = make_environment()
    for line in sys.stdin:
        print(json.dumps(answer(environment, json.loads(line))))


main()
