#!/usr/bin/env python3
"""Checks a OneRoster 1.2 CSV set by the text of the specification; shares no code with Rollcall.

    check.py FOLDER_OR_ZIP     prints the rows of each file; exits 1 if anything is wrong, with file:line for each problem
    check.py --self-test       tries itself on bad sets

Python 3, standard library only.
"""

import csv
import datetime
import io
import os
import re
import sys
import zipfile

# field[!]:type, in the order of the specification. `!` is required, `+` after an enumeration allows `ext:` words.
# Types: id, ref>FILE, refs>FILE (list), a|b (enumeration), a|b* (list of them), bool, date, year, int, float, list, ids; else text.
SPEC = {
    "academicSessions": "title! type!:gradingPeriod|semester|schoolYear|term+ startDate!:date endDate!:date"
    " parentSourcedId:ref>academicSessions schoolYear!:year",
    "categories": "title! weight:int",
    "classes": "title! grades:list courseSourcedId!:ref>courses classCode classType!:homeroom|scheduled+ location"
    " schoolSourcedId!:ref>orgs termSourcedIds!:refs>academicSessions subjects:list subjectCodes:list periods:list",
    "classResources": "title classSourcedId!:ref>classes resourceSourcedId!:ref>resources",
    "courseResources": "title courseSourcedId!:ref>courses resourceSourcedId!:ref>resources",
    "courses": "schoolYearSourcedId:ref>academicSessions title! courseCode grades:list orgSourcedId!:ref>orgs"
    " subjects:list subjectCodes:list",
    "demographics": "birthDate:date sex:male|female|unspecified|other+ americanIndianOrAlaskaNative:bool asian:bool"
    " blackOrAfricanAmerican:bool nativeHawaiianOrOtherPacificIslander:bool white:bool"
    " demographicRaceTwoOrMoreRaces:bool hispanicOrLatinoEthnicity:bool countryOfBirthCode"
    " stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    "enrollments": "classSourcedId!:ref>classes schoolSourcedId!:ref>orgs userSourcedId!:ref>users"
    " role!:administrator|proctor|student|teacher+ primary:bool beginDate:date endDate:date",
    "lineItemLearningObjectiveIds": "lineItemSourcedId!:ref>lineItems source!:case|unknown+ learningObjectiveId!",
    "lineItems": "title! description assignDate!:date dueDate!:date classSourcedId!:ref>classes"
    " categorySourcedId!:ref>categories academicSessionSourcedId!:ref>academicSessions resultValueMin:float"
    " resultValueMax:float schoolSourcedId!:ref>orgs",
    "lineItemScoreScales": "title lineItemSourcedId!:ref>lineItems scoreScaleSourcedId!:ref>scoreScales",
    "orgs": "name! type!:department|school|district|local|state|national+ identifier parentSourcedId:ref>orgs",
    "resources": "vendorResourceId! title"
    " roles:administrator|aide|guardian|parent|proctor|relative|student|teacher+* importance:primary|secondary"
    " vendorId applicationId",
    "resultLearningObjectiveIds": "resultSourcedId!:ref>results source!:case|unknown+ learningObjectiveId!"
    " score:float textScore",
    "results": "lineItemSourcedId!:ref>lineItems studentSourcedId!:ref>users"
    " scoreStatus!:exempt|fully_graded|not_submitted|partially_graded|submitted+ score:float scoreDate!:date comment"
    " textScore classSourcedId:ref>classes inProgress:bool incomplete:bool late:bool missing:bool",
    "resultScoreScales": "title resultSourcedId!:ref>results scoreScaleSourcedId!:ref>scoreScales",
    "roles": "userSourcedId!:ref>users roleType!:primary|secondary role!:aide|counselor|districtAdministrator|guardian"
    "|parent|principal|proctor|relative|siteAdministrator|student|systemAdministrator|teacher+ beginDate:date"
    " endDate:date orgSourcedId!:ref>orgs userProfileSourcedId:ref>userProfiles",
    "scoreScales": "title! type! orgSourcedId!:ref>orgs courseSourcedId!:ref>courses classSourcedId!:ref>classes"
    " scoreScaleValue!:list",
    "userProfiles": "userSourcedId!:ref>users profileType! vendorId! applicationId description credentialType!"
    " username! password",
    "userResources": "userSourcedId!:ref>users orgSourcedId:ref>orgs classSourcedId:ref>classes"
    " resourceSourcedId!:ref>resources",
    "users": "enabledUser!:bool username! userIds:ids givenName! familyName! middleName identifier email sms phone"
    " agentSourcedIds:refs>users grades:list password userMasterIdentifier resourceSourcedIds:refs>resources"
    " preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId:ref>orgs pronouns",
}
GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
PATTERNS = {
    "year": re.compile(r"\d{4}"),
    "int": re.compile(r"[+-]?\d+"),
    "float": re.compile(r"[+-]?\d+(\.\d+)?"),
    "bool": re.compile(r"true|false"),
    "id": GUID,
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
}


def fields(entity):
    """(name, required, type) of each column."""
    first = [("sourcedId", True, "id"), ("status", False, "status"), ("dateLastModified", False, "modified")]
    rest = []
    for item in SPEC[entity].split():
        name, _, kind = item.partition(":")
        rest.append((name.rstrip("!"), name.endswith("!"), kind))
    return first + rest


def is_date(text):
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def is_word(text, words):
    if words.endswith("+") and text.startswith("ext:") and len(text) > 4:
        return True
    return text in words.rstrip("+").replace("_", " ").split("|")


def is_good(text, kind):
    """Whether a value that is not blank is one of its type; references are looked up later."""
    if kind in PATTERNS:
        return bool(PATTERNS[kind].fullmatch(text))
    if kind == "date":
        return is_date(text)
    if kind.startswith("ref>"):
        return bool(GUID.fullmatch(text))
    if kind.startswith("refs>"):
        return all(GUID.fullmatch(part) for part in text.split(","))
    if kind == "list":
        return all(part and part == part.strip() for part in text.split(","))
    if kind == "ids":
        return all(re.fullmatch(r"\{[^{}:]+:[^{}]+\}", part) for part in text.split(","))
    if kind.endswith("*"):
        return all(is_word(part, kind[:-1]) for part in text.split(","))
    if "|" in kind:
        return is_word(text, kind)
    return True


class Checker:
    """One set: a map from file name to bytes."""

    def __init__(self, files):
        self.files, self.problems, self.rows, self.modes = files, [], {}, {}

    def say(self, file, line, text):
        self.problems.append(f"{file}:{line}: {text}")

    def run(self):
        self.manifest()
        for name in sorted(self.files):
            entity = name[:-4]
            if name == "manifest.csv":
                continue
            if not name.endswith(".csv") or entity not in SPEC:
                self.say(name, 0, "no file of OneRoster 1.2")
            else:
                self.rows[entity] = self.read(entity)
        keys = {entity: {row[0] for _, row in rows} for entity, rows in self.rows.items()}
        for entity in self.rows:
            self.references(entity, keys)
        self.meaning()
        return self.problems

    def table(self, name):
        """Rows with the physical line where each begins."""
        try:
            text = self.files[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.say(name, self.files[name][: error.start].count(b"\n") + 1, "not UTF-8")
            return []
        rows, reader, line = [], csv.reader(io.StringIO(text, newline=""), strict=True), 1
        try:
            for row in reader:
                if any("\n" in cell or "\r" in cell or "\0" in cell for cell in row):
                    self.say(name, line, "a line break or NUL inside a value")
                rows.append((line, row))
                line = reader.line_num + 1
        except csv.Error as error:
            self.say(name, line, f"no CSV: {error}")
        return rows

    def manifest(self):
        name = "manifest.csv"
        if name not in self.files:
            return self.say(name, 0, "missing")
        rows, found = self.table(name), {}
        if not rows or rows[0][1] != ["propertyName", "value"]:
            self.say(name, 1, "the header is not propertyName,value")
        known = {"manifest.version", "oneroster.version", "source.systemName", "source.systemCode"}
        known |= {f"file.{entity}" for entity in SPEC}
        for line, row in rows[1:]:
            if len(row) != 2:
                self.say(name, line, "not two values")
                continue
            if row[0] not in known:
                self.say(name, line, f"unknown property {row[0]}")
            if row[0] in found:
                self.say(name, line, f"{row[0]} stands twice")
            found[row[0]] = row[1]
            if row[0].startswith("file.") and row[1] not in ("absent", "bulk", "delta"):
                self.say(name, line, f"{row[0]} is {row[1]!r}")
            if row[0].startswith("file.") and (row[1] == "absent") == (row[0][5:] + ".csv" in self.files):
                self.say(name, line, f"{row[0]} is {row[1]}, which is not so")
        for prop in sorted(known - set(found)):
            if not prop.startswith("source."):
                self.say(name, 1, f"{prop} is missing")
        for prop, value in (("manifest.version", "1.0"), ("oneroster.version", "1.2")):
            if found.get(prop, value) != value:
                self.say(name, 1, f"{prop} is not {value}")
        self.modes = {prop[5:]: value for prop, value in found.items() if prop.startswith("file.")}

    def read(self, entity):
        name, columns, good, seen = f"{entity}.csv", fields(entity), [], {}
        rows = self.table(name)
        header = rows[0][1] if rows else []
        names = [column[0] for column in columns]
        extra = header[len(names) :]
        if header[: len(names)] != names:
            self.say(name, 1, f"the header is not {','.join(names)}")
            return []
        if len(set(extra)) != len(extra) or not all(re.fullmatch(r"metadata\.\S+", text) for text in extra):
            self.say(name, 1, "columns after the specification's are not metadata.* or stand twice")
        if len(rows) < 2:
            self.say(name, 1, "no rows")
        for line, row in rows[1:]:
            if len(row) != len(header):
                self.say(name, line, f"{len(row)} values for {len(header)} columns")
                continue
            for (column, required, kind), value in zip(columns, row):
                self.value((name, line, column), (required, kind), value)
            if row[0] in seen:
                self.say(name, line, f"sourcedId {row[0]} is also in line {seen[row[0]]}")
            seen.setdefault(row[0], line)
            good.append((line, row))
        return good

    def value(self, where, demand, value):
        (name, line, column), (required, kind) = where, demand
        delta = self.modes.get(name[:-4]) == "delta"
        if kind in ("status", "modified"):
            if bool(value) != delta:
                self.say(name, line, f"{column} must {'not ' if delta else ''}be blank")
            elif value and not (is_good(value, "time") if kind == "modified" else value in ("active", "tobedeleted")):
                self.say(name, line, f"{column} is not good")
        elif not value:
            if required:
                self.say(name, line, f"{column} is required")
        elif not is_good(value, kind):
            self.say(name, line, f"{column} is not good: {kind}")

    def references(self, entity, keys):
        name = f"{entity}.csv"
        columns = [(at, *field) for at, field in enumerate(fields(entity))]
        if entity == "demographics":
            columns.append((0, "sourcedId", True, "ref>users"))
        for at, column, _, kind in columns:
            how, _, target = kind.partition(">")
            if not target or self.modes.get(target) == "delta" or self.modes.get(entity) == "delta":
                continue
            for line, row in self.rows[entity]:
                parts = row[at].split(",") if how == "refs" else [row[at]]
                for part in filter(None, parts):
                    if part not in keys.get(target, ()):
                        self.say(name, line, f"{column} {part} is not in {target}.csv")

    def meaning(self):
        primary = {}
        for line, row in self.rows.get("roles", []):
            user, kind, org = row[3], row[4], row[8]
            if kind == "primary" and primary.setdefault((user, org), line) != line:
                self.say("roles.csv", line, f"a second primary role of {user} at {org}")
        for entity, begin, end in (("academicSessions", 5, 6), ("roles", 6, 7), ("enrollments", 8, 9)):
            for line, row in self.rows.get(entity, []):
                if row[begin] and row[end] and row[begin] > row[end]:
                    self.say(f"{entity}.csv", line, "ends before it begins")
        for entity in ("classes", "courses"):
            names = [field[0] for field in fields(entity)]
            subjects, codes = names.index("subjects"), names.index("subjectCodes")
            for line, row in self.rows.get(entity, []):
                if row[subjects] and row[codes] and row[subjects].count(",") != row[codes].count(","):
                    self.say(f"{entity}.csv", line, "subjects and subjectCodes differ in number")


def load(path):
    files = {}
    if os.path.isdir(path):
        for name in os.listdir(path):
            with open(os.path.join(path, name), "rb") as file:
                files[name] = file.read()
        return files
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            files[name] = archive.read(name)
    return files


def sample():
    """A small good set, as rows."""
    rows = {
        "orgs": [["d1", "District", "district", "", ""], ["s1", "School", "school", "12", "d1"]],
        "academicSessions": [["y1", "Year", "schoolYear", "2026-08-01", "2027-07-01", "", "2027"]],
        "courses": [["c1", "y1", "Maths", "", "07,08", "s1", "Maths", "M1"]],
        "classes": [["k1", "Maths 7", "07", "c1", "", "scheduled", "", "s1", "y1", "", "", "1,2"]],
        "users": [
            ["u1", "true", "ann", "{LDAP:1}", "Ann", "A"] + [""] * 5 + ["u2", "07"] + [""] * 8,
            ["u2", "true", "bob", "", "Bob, Jr", "B"] + [""] * 15,
        ],
        "roles": [
            ["r1", "u1", "primary", "student", "", "", "s1", ""],
            ["r2", "u2", "primary", "ext:coach", "2026-08-01", "2027-06-01", "s1", ""],
        ],
        "demographics": [["u1", "2014-02-03", "female"] + [""] * 11],
        "enrollments": [["e1", "k1", "s1", "u1", "student", "", "", ""]],
    }
    return {entity: [[row[0], "", ""] + row[1:] for row in each] for entity, each in rows.items()}


def as_bytes(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def packed(entities):
    files = {f"{name}.csv": as_bytes([[f[0] for f in fields(name)]] + rows) for name, rows in entities.items()}
    modes = [[f"file.{name}", "bulk" if name in entities else "absent"] for name in SPEC]
    versions = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    files["manifest.csv"] = as_bytes(versions + modes)
    return files


def cell(entity, row, column, value):
    def change(entities):
        entities[entity][row][[f[0] for f in fields(entity)].index(column)] = value

    return change


def self_test():
    """Each bad set must give the problem named, and the good one none."""
    bad = [
        (cell("users", 0, "familyName", ""), "users.csv:2: familyName is required"),
        (cell("users", 0, "agentSourcedIds", "u2,u9"), "users.csv:2: agentSourcedIds u9 is not in users.csv"),
        (cell("users", 1, "sourcedId", "u 2"), "users.csv:3: sourcedId is not good"),
        (cell("users", 0, "enabledUser", "TRUE"), "users.csv:2: enabledUser is not good"),
        (cell("users", 0, "userIds", "1"), "users.csv:2: userIds is not good"),
        (cell("users", 0, "status", "active"), "users.csv:2: status must be blank"),
        (cell("users", 0, "givenName", "A\nB"), "users.csv:2: a line break or NUL inside a value"),
        (cell("orgs", 1, "type", "School"), "orgs.csv:3: type is not good"),
        (cell("orgs", 1, "sourcedId", "d1"), "orgs.csv:3: sourcedId d1 is also in line 2"),
        (cell("roles", 1, "userSourcedId", "u1"), "roles.csv:3: a second primary role of u1 at s1"),
        (cell("roles", 1, "endDate", "2026-02-30"), "roles.csv:3: endDate is not good"),
        (cell("roles", 1, "endDate", "2026-02-01"), "roles.csv:3: ends before it begins"),
        (cell("classes", 0, "termSourcedIds", "y1,y2"), "classes.csv:2: termSourcedIds y2"),
        (cell("classes", 0, "periods", "1,,2"), "classes.csv:2: periods is not good"),
        (cell("courses", 0, "subjectCodes", "M1,M2"), "courses.csv:2: subjects and subjectCodes differ"),
        (cell("academicSessions", 0, "schoolYear", "2026-2027"), "academicSessions.csv:2: schoolYear is not good"),
        (cell("demographics", 0, "sourcedId", "u9"), "demographics.csv:2: sourcedId u9 is not in users.csv"),
        (lambda entities: entities["enrollments"].clear(), "enrollments.csv:1: no rows"),
        (lambda entities: entities.pop("classes"), "enrollments.csv:2: classSourcedId k1 is not in classes.csv"),
        (lambda entities: entities["enrollments"][0].append("x"), "enrollments.csv:2: 11 values for 10 columns"),
    ]
    damage = [
        ("orgs.csv", b"name,type", b"type,name", "orgs.csv:1: the header is not"),
        ("orgs.csv", b"parentSourcedId", b"parentSourcedId,colour", "orgs.csv:1: columns after"),
        ("orgs.csv", b"School", b"Sch\xffol", "orgs.csv:3: not UTF-8"),
        ("orgs.csv", b"School,", b'"School,', "orgs.csv:3: no CSV"),
        ("manifest.csv", b"file.orgs,bulk", b"file.orgs,absent", "file.orgs is absent, which is not so"),
        ("manifest.csv", b"file.results,absent", b"file.results,bulk", "file.results is bulk, which is not so"),
        ("manifest.csv", b"file.results,absent\r\n", b"", "file.results is missing"),
        ("manifest.csv", b"file.results", b"file.cats", "unknown property file.cats"),
        ("manifest.csv", b"oneroster.version,1.2", b"oneroster.version,1.1", "oneroster.version is not 1.2"),
    ]
    cases = [(packed(sample()), None)]
    for change, want in bad:
        entities = sample()
        change(entities)
        cases.append((packed(entities), want))
    for name, old, new, want in damage:
        files = packed(sample())
        assert old in files[name], (name, old)
        files[name] = files[name].replace(old, new, 1)
        cases.append((files, want))
    cases.append(({"Users.csv": b""}, "Users.csv:0: no file of OneRoster 1.2"))
    failed = 0
    for files, want in cases:
        problems = Checker(files).run()
        if (want is None and problems) or (want is not None and not any(want in problem for problem in problems)):
            failed += 1
            print(f"self-test: wanted {want!r}, got {problems[:3]}")
    print(f"self-test: {len(cases) - failed} of {len(cases)} as they should be")
    return 1 if failed else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    checker = Checker(load(arguments[0]))
    problems = checker.run()
    for entity, rows in sorted(checker.rows.items()):
        print(f"{entity} {len(rows)}")
    for problem in problems[:100]:
        print(problem)
    if problems:
        print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    sys.exit(main(sys.argv[1:]))
