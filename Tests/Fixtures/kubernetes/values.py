"""What the schemas of Kubernetes do not say: which words, names and references a manifest may have.

Reads YAML on stdin and prints what is wrong, a line each.
"""

import re
import sys

import yaml

LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
LABEL_VALUE = r"(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?"
# Of a label or an annotation; each of ours has no domain or that of Kubernetes.
KEY = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
QUANTITY = r"[0-9]+(\.[0-9]+)?([mkMGTPE]|[KMGTPE]i)?"
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
            if key in ("labels", "matchLabels", "nodeSelector"):
                yield from (f"label {label}" for label in value.values() if not re.fullmatch(LABEL_VALUE, label))
            if key == "matchExpressions":
                values = [label for expression in value for label in expression.get("values", [])]
                yield from (f"label {label}" for label in values if not re.fullmatch(LABEL_VALUE, label))
            if key == "annotations":
                if sum(len(name.encode()) + len(text.encode()) for name, text in value.items()) > 256 << 10:
                    yield "annotations of more than 256 KiB"
                yield from (f"annotation {name}" for name in value if not re.fullmatch(KEY, name))
            if key == "data":
                if sum(len(text.encode()) for text in value.values()) > 1 << 20:
                    yield "a ConfigMap of more than 1 MiB"
                yield from (f"key {name}" for name in value if not re.fullmatch(r"[-._a-zA-Z0-9]{1,253}", name))
            if key == "path" and isinstance(value, str) and ".." in value.split("/"):
                yield f"path {value}"
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
    paths = [mount["mountPath"] for mount in mounts]
    if len(set(paths)) != len(paths) or any(not path.startswith("/") or ":" in path for path in paths):
        yield f"mounts at {paths}"
    claims = [volume["persistentVolumeClaim"]["claimName"] for volume in pod["volumes"] if "persistentVolumeClaim" in volume]
    if len(set(claims)) != len(claims):
        yield f"a pod with two volumes of one claim never starts: {claims}"
    # A projected volume and a Secret are read-only: no place to mount at can be made in them.
    filled = {volume["name"] for volume in pod["volumes"] if "projected" in volume or "secret" in volume}
    for folder in (mount["mountPath"] for mount in mounts if mount["name"] in filled):
        yield from (f"{path} in {folder}" for path in paths if path.startswith(folder + "/"))
    for volume in pod["volumes"]:
        size = volume.get("emptyDir", {}).get("sizeLimit", "1")
        if not re.fullmatch(QUANTITY, size):
            yield f"size {size}"
    for amounts in pod["containers"][0]["resources"].values():
        yield from (f"amount {amount}" for amount in amounts.values() if not re.fullmatch(QUANTITY, amount))
    names = [variable["name"] for variable in pod["containers"][0].get("env", [])]
    if len(names) != len(set(names)) or any(not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names):
        yield f"variables {names}"
    if "podFailurePolicy" in job:
        if pod["restartPolicy"] != "Never":
            yield "podFailurePolicy needs restartPolicy: Never"
        for rule in job["podFailurePolicy"]["rules"]:
            codes = rule.get("onExitCodes")
            if codes and (codes["containerName"] != pod["containers"][0]["name"] or 0 in codes["values"]
                          or codes["values"] != sorted(set(codes["values"])) or codes["values"][-1] > 255):
                yield f"onExitCodes {codes}"
            if bool(codes) == bool(rule.get("onPodConditions")):
                yield "a rule has one of onExitCodes and onPodConditions"


def source_problems(source, maps, annotations):
    wanted = source.get("configMap")
    if wanted and any(item["key"] not in maps.get(wanted["name"], {}) for item in wanted["items"]):
        yield f"{wanted} is in no ConfigMap"
    for item in source.get("downwardAPI", {}).get("items", []):
        name = re.fullmatch(r"metadata\.annotations\['(.+)'\]", item["fieldRef"]["fieldPath"])
        if not name or name[1] not in annotations:
            yield f"{item} is no annotation"


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
                    yield from source_problems(source, maps, job["template"]["metadata"].get("annotations", {}))


found = list(main())
print("\n".join(found), end="\n" if found else "")
