"""Prints a SAM template as the CloudFormation that SAM's own translator makes of it."""

import json
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        name = resource["Metadata"]["BuildProperties"]["Binary"]
        resource["Properties"]["CodeUri"] = f"s3://code/{name}.zip"
json.dump(transform(template, {}, NoManagedPolicies()), sys.stdout)
