"""What the schemas of Kubernetes do not say: which words, names and references a manifest may have.

Reads YAML on stdin and prints what is wrong, a line each.
"""

import re
import sys

import yaml

LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
WORDS = {
    "concurrencyPolicy": {"Allow", "Forbid", "Replace"},
    "restartPolicy": {"Never", "OnFailure"},
    "imagePullPolicy": {"Always", "IfNotPresent", "Never"},
    "action": {"FailJob", "FailIndex", "Ignore", "Count"},
    "terminationMessagePolicy": {"File", "FallbackToLogsOnError"},
    "fsGroupChangePolicy": {"OnRootMismatch", "Always"},
    "effect": {"NoSchedule", "PreferNoSchedule", "NoExecute"},
    "operator": {"In", "NotIn", "Exists", "DoesNotExist", "Equal"},
    "topologyKey": {"kubernetes.io/hostname"},
}
CRON = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]


def cron_problems(text):
    fields = text.split()
    if len(fields) != 5:
        yield f"schedule {text!r}"
        return
    for field, (low, high) in zip(fields, CRON):
        for number in re.findall(r"\d+", field):
            if not low <= int(number) <= high:
                yield f"schedule {text!r}: {number}"


def walk(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in WORDS and value not in WORDS[key]:
                yield f"{key}: {value}"
            if key == "schedule":
                yield from cron_problems(value)
            if key == "labels" or key == "matchLabels":
                for label in value.values():
                    if not re.fullmatch(r"(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?", label):
                        yield f"label {label}"
            yield from walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from walk(item)


def pods(document):
    spec = document.get("spec", {})
    if document["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    if document["kind"] in ("CronJob", "Job"):
        yield spec, spec["template"]["spec"]


def pod_problems(job, pod):
    volumes = [volume["name"] for volume in pod["volumes"]]
    mounts = pod["containers"][0]["volumeMounts"]
    if sorted(volumes) != sorted(set(volumes)) or {mount["name"] for mount in mounts} != set(volumes):
        yield f"volumes {volumes} and mounts do not belong together"
    if len({mount["mountPath"] for mount in mounts}) != len(mounts):
        yield "two mounts at one path"
    names = [variable["name"] for variable in pod["containers"][0].get("env", [])]
    if len(names) != len(set(names)):
        yield f"a variable twice: {names}"
    if "podFailurePolicy" in job:
        if pod["restartPolicy"] != "Never":
            yield "podFailurePolicy needs restartPolicy: Never"
        for rule in job["podFailurePolicy"]["rules"]:
            codes = rule.get("onExitCodes")
            if codes and (codes["containerName"] != pod["containers"][0]["name"] or 0 in codes["values"]):
                yield f"onExitCodes {codes}"
            if bool(codes) == bool(rule.get("onPodConditions")):
                yield "a rule has one of onExitCodes and onPodConditions"


def main():
    documents = list(yaml.safe_load_all(sys.stdin))
    maps = {d["metadata"]["name"]: d["data"] for d in documents if d["kind"] == "ConfigMap"}
    for document in documents:
        name = document["metadata"]["name"]
        if not re.fullmatch(SUBDOMAIN, name) or len(name) > (52 if document["kind"] == "CronJob" else 63):
            yield f"name {name}"
        yield from walk(document)
        for job, pod in pods(document):
            yield from pod_problems(job, pod)
            for volume in pod["volumes"]:
                for source in volume.get("projected", {}).get("sources", []):
                    wanted = source["configMap"]
                    if any(item["key"] not in maps.get(wanted["name"], {}) for item in wanted["items"]):
                        yield f"{wanted} is in no ConfigMap"


found = list(main())
print("\n".join(found), end="\n" if found else "")
