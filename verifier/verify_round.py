#!/usr/bin/env python3
"""Checks the archive of a promotion round with Python alone: python3 verify_round.py ARCHIVE.zip [--keys round-keys.json]

Needs nothing of SIRHP, no network and no other library (Python 3.9 or later). It checks the signature, then computes every
condition, point, tie, place and admission again from the frozen files, by its own means, and names whatever differs.
`--keys` is the list of keys that the police publish. It speaks French, as its readers do.
Ends with 0: all agrees; 1: something differs; 2: the archive cannot be read.
"""

import base64
import calendar
import datetime as dt
import hashlib
import json
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest
from pathlib import Path

# --- the signature: ES256, which is ECDSA with SHA-256 on the curve P-256 (FIPS 186-5) -------------------------------

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)  # fmt: skip
HEAD_OF_A_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def add(one, other):
    """The sum of two points of the curve; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    slope = (3 * one[0] ** 2 - 3) * pow(2 * one[1], -1, P) if one == other else (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(number, point):
    """A point added to itself so many times."""
    total = None
    for bit in bin(number)[2:]:
        total = add(total, total)
        total = add(total, point) if bit == "1" else total
    return total


def is_signed(message, signature, key):
    """Whether this key (x, y) made this signature (r and s, 32 bytes each) of the message."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not (0 < r < N and 0 < s < N):
        return False
    inverse, hashed = pow(s, -1, N), int.from_bytes(hashlib.sha256(message).digest(), "big")
    point = add(times(hashed * inverse % N, G), times(r * inverse % N, key))
    return point is not None and point[0] % N == r


def key_of(pem):
    """The point of a public key as PEM."""
    der = base64.b64decode("".join(line for line in pem.decode().splitlines() if line and "-" not in line and ":" not in line))
    x, y = int.from_bytes(der[27:59], "big"), int.from_bytes(der[59:], "big")
    if not der.startswith(HEAD_OF_A_KEY) or len(der) != 91 or max(x, y) >= P or (y * y - x**3 + 3 * x - B) % P:
        raise ValueError("la clé publique n’est pas une clé P-256")
    return x, y


# --- the conditions ---------------------------------------------------------------------------------------------------

LEVELS = ("primary", "lower", "vocational", "secondary", "bachelor", "master", "doctorate")
NEVER = dt.date.max
YEAR = Decimal("365.25")  # days


def day(text):
    """A date of the archive; None where there is none."""
    return dt.date.fromisoformat(text) if text else None


def years_on(start, years):
    """So many years later; 29 February becomes the 28th."""
    return start.replace(year=start.year + years, day=min(start.day, calendar.monthrange(start.year + years, start.month)[1]))


def months(start, end):
    """Whole months between two days, not below zero."""
    return max(0, 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day))


def thousandth(value):
    """Rounded to three decimals, the half upwards."""
    return value.quantize(Decimal("0.001"), ROUND_HALF_UP)


def newest(file, count):
    """The last marks, newest first."""
    return sorted(file["marks"], key=lambda one: (one["ended_on"], one["source"]), reverse=True)[:count]


def mean(used):
    """The mean of marks, of 20."""
    return sum([Decimal(one["score"]) * 20 / Decimal(one["scale_max"]) for one in used]) / len(used)


def named(kind, lines):
    """Where something is found: “evaluation 3, evaluation 7”."""
    return ", ".join(f"{kind} {one['source']}" for one in lines) or None


def standing(file, on):
    """The sanctions given and not erased on this day."""
    return [one for one in file.get("sanctions") or () if day(one["starts_on"]) <= on and (day(one["erased_on"]) or NEVER) > on]


def row(key, required=None, found=None, is_met=None, from_on=None, met_on=None, source=None):
    """A condition as the archive writes it."""
    return {"key": key, "required": required, "found": found, "is_met": is_met, "from_on": from_on, "met_on": met_on, "source": source}


def conditions(file, rule, on):
    """Each condition that the rule sets; nothing and zero ask nothing."""
    asked = {name: int(value) for name, value in rule.items() if isinstance(value, (int, str)) and str(value).isdigit() and int(value)}
    line = lambda name: f"{name} {file[name]}" if file[name] else None  # noqa: E731
    officer = f"officer {file['officer_id']}"
    yield row("rank", is_met=bool(file["rank_since"]), from_on=file["rank_since"], source=line("rank_line"))
    for key, since in (("years_in_rank", "rank_since"), ("years_in_corps", "corps_since"), ("years_of_service", "entered_on")):
        if years := asked.get(f"min_{key}"):
            source = officer if since == "entered_on" else line("rank_line")
            yield timed(key, years, day(file[since]), on, source)
    used, least = newest(file, len(file["marks"])), asked.get("evaluations_required", 0)
    if least:
        late = str(years_on(day(used[0]["ended_on"]), least - len(used))) if 0 < len(used) < least else None
        met = used[len(used) - least]["ended_on"] if len(used) >= least else late
        yield row("evaluations", least, len(used), len(used) >= least, None, met, named("evaluation", used[:least]))
    if mark := asked.get("least_mark"):
        used = used[: least or 3]
        found = str(thousandth(mean(used))) if used else None
        yield row("mean_mark", mark, found, bool(used) and mean(used) >= mark, source=named("evaluation", used))
    codes = [] if rule.get("positions") in (None, "", "promotable") else list(rule["positions"])
    admits = file.get("position_code") in codes if codes else file["is_promotable"]
    yield row("position", ", ".join(codes) or None, file["position"], admits, source=line("position_line"))
    for degree in ("first", "second"):
        if years := asked.get(f"years_barred_{degree}_degree"):
            yield sanctioned(degree, years, [one for one in standing(file, on) if one["degree"] == degree], on)
    if rule.get("needs_fitness"):
        yield fitness(file.get("fitness"), on)
    yield from studied(file.get("diplomas") or (), rule)
    if asked_for := asked.get("months_before_retirement"):
        leaves = day(file.get("retires_on"))
        left = months(on, leaves) if leaves else None
        yield row("retirement", asked_for, left, left >= asked_for, str(leaves), None, officer) if leaves else row("retirement", asked_for)


def timed(key, years, since, on, source):
    """A time that must be long enough."""
    if since is None:
        return row(key, 12 * years, None, False, source=source)
    met = years_on(since, years)
    return row(key, 12 * years, months(since, on), met <= on, str(since), str(met), source)


def sanctioned(degree, years, given, on):
    """Each sanction bars for so many years, and no longer than it stands."""
    ends = [min(years_on(day(one["starts_on"]), years), day(one["erased_on"]) or NEVER) for one in given]
    barring = [one for one, end in zip(given, ends) if end > on]
    last, met = max((one["starts_on"] for one in given), default=None), str(max(ends)) if ends else None
    return row(f"sanctions_{degree}", 12 * years, len(barring), not barring, last, met, named("sanction", barring or given))


def fitness(visit, on):
    """The last medical decision, still valid on the day."""
    if not visit:
        return row("fitness", is_met=False)
    is_met = (day(visit["valid_until_on"]) or NEVER) >= on and visit["outcome"] != "unfit"
    return row("fitness", None, visit["outcome"], is_met, visit["valid_until_on"], None, f"medical_fitness {visit['source']}")


def studied(diplomas, rule):
    """The level of education, and the courses by name."""
    if least := rule.get("least_education"):
        best = max(diplomas, key=lambda one: (LEVELS.index(one["level"]), -one["source"]), default=None)
        is_met = best is not None and LEVELS.index(best["level"]) >= LEVELS.index(least)
        yield row("education", least, best and best["level"], is_met, source=best and f"education {best['source']}")
    for title in rule.get("trainings") or ():
        held = next((one for one in diplomas if one["title"].casefold().split() == title.casefold().split()), None)
        yield row("training", title, held and held["title"], held is not None, source=held and f"education {held['source']}")


# --- the points -------------------------------------------------------------------------------------------------------

PARTS = ("evaluation", "exam", "seniority", "training", "posts", "distinctions")


def shares(terms, has_exam):
    """How many points of 100 each part can bring: the weights pro rata, seniority within its limit."""
    weights = {part: Decimal(terms["weights"][part]) for part in PARTS if terms["weights"].get(part)}
    if not has_exam and len(weights) > 1:
        weights.pop("exam", None)
    spread = lambda some, whole: {part: whole * weight / sum(some.values()) for part, weight in some.items()}  # noqa: E731
    shared, most = spread(weights, Decimal(100)), Decimal(terms["most_for_seniority"])
    if len(shared) > 1 and shared.get("seniority", 0) > most:
        limited = spread({part: weight for part, weight in weights.items() if part != "seniority"}, 100 - most)
        shared = {part: limited.get(part, most) for part in shared}
    return shared


def measured(part, file, terms, on):
    """What was found, the share of the points from 0 to 1, and the lines of the file."""
    most = lambda found, limit: min(found / terms[limit], Decimal(1))  # noqa: E731
    if part == "evaluation" and (used := newest(file, terms["marks_counted"])):
        return thousandth(mean(used)), mean(used) / 20, named("evaluation", used)
    if part == "exam" and file.get("exam") is not None:
        return file["exam"], Decimal(file["exam"]) / 20, f"exam_mark {file['exam_line']}"
    if part == "seniority" and file["rank_since"]:
        years = max((on - day(file["rank_since"])).days, 0) / YEAR
        return thousandth(years), most(years, "seniority_full_at_years"), f"rank_line {file['rank_line']}" if file["rank_line"] else None
    if part == "training" and (held := file.get("diplomas")):
        level, full = max(LEVELS.index(one["level"]) for one in held), terms["trainings_full_at"]
        return LEVELS[level], (Decimal(level + 1) / len(LEVELS) + Decimal(min(len(held), full)) / full) / 2, named("education", held)
    if part == "posts" and (served := [one for one in file.get("headed") or () if day(one["starts_on"]) < on]):
        years = sum((min(day(one["ends_on"]) or on, on) - day(one["starts_on"])).days for one in served) / YEAR
        return thousandth(years), most(years, "posts_full_at_years"), named("posting", served)
    if part == "distinctions" and (given := [one for one in file.get("awards") or () if day(one["given_on"]) <= on]):
        return len(given), most(Decimal(len(given)), "distinctions_full_at"), named("award", given)
    return None, Decimal(0), None


def points(file, terms, on, shared):
    """Each part as the archive writes it."""
    exact = lambda value: str(thousandth(value))  # noqa: E731
    part = lambda key, found, points, of, source: {  # noqa: E731
        "key": key, "found": None if found is None else str(found), "points": exact(points), "of": exact(of), "source": source,
    }  # fmt: skip
    for key, of in shared.items():
        found, share, source = measured(key, file, terms, on)
        yield part(key, found, of * share, of, source)
    floor = terms["sanction_floor"]
    if floor > 0 and (terms["sanction_first"] > 0 or terms["sanction_second"] > 0):
        recent = [one for one in standing(file, on) if years_on(day(one["starts_on"]), terms["sanction_years"]) > on]
        taken = min(sum(terms[f"sanction_{one['degree']}"] for one in recent), floor)
        yield part("sanctions", len(recent), -Decimal(taken), -Decimal(floor), named("sanction", recent))


# --- the order and the places -----------------------------------------------------------------------------------------


def senior(file):
    """Longest in the rank first, then in the service, then the older; a birth year counts as its last day."""
    born = day(file["born_on"]) or (dt.date(file["birth_year"], 12, 31) if file["birth_year"] else NEVER)
    return day(file["rank_since"]) or NEVER, day(file["entered_on"]), born


def order_key(file, score, terms, seed):
    """What the order goes by, smaller first: the points, the tie-breakers of the round, the lot."""
    in_rank, in_service, born = senior(file)
    exam = Decimal(1) if file.get("exam") is None else -Decimal(file["exam"])
    breakers = {"time_in_rank": in_rank, "service": in_service, "age": born, "exam": exam}
    lot = file["officer_id"] if seed is None else hashlib.sha256(f"{seed}:{file['officer_id']}".encode()).hexdigest()
    return (-score, *(breakers[name] for name in terms["tie_breakers"]), lot)


def tie_breaks(keys, names):
    """For each place the last thing needed to tell it from the one before and the one after; None where the points do."""
    apart = [next(level for level, (one, other) in enumerate(zip(*pair)) if one != other) for pair in zip(keys, keys[1:])]
    return [names[max(pair)] for pair in zip([0, *apart], [*apart, 0])]


def admitted(order, places, percent, decisions):
    """{officer: what admits him}: by choice, then by seniority, with the decisions of the board; the number of places stays."""
    pool = [one for one in order if decisions.get(one[0]) != "leave_out"]
    by_board = []
    while True:
        rest, left = [one for one in pool if one[0] not in by_board], places - len(by_board)
        by_age = min(places * percent // 100, left)
        found = {one[0]: "choice" for one in rest[: left - by_age]}
        found.update((one[0], "seniority") for one in sorted(rest[left - by_age :], key=lambda one: one[1])[:by_age])
        missing = [one[0] for one in pool if decisions.get(one[0]) == "admit" and one[0] not in found and one[0] not in by_board]
        if not missing or len(by_board) >= places:
            return {**found, **dict.fromkeys(by_board, "board")}
        by_board = (by_board + missing)[:places]


# --- the archive ------------------------------------------------------------------------------------------------------


def published(text):
    """The keys of promotion rounds in the list that the police publish (a JSON Web Key Set)."""
    number = lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")  # noqa: E731
    return [(number(one["x"]), number(one["y"])) for one in json.loads(text)["keys"] if one["for"] == "round"]


def check_seal(archive, known):
    """Whatever is wrong with the signature, the hashes of the papers and the digest; `known` are the keys published, or None."""
    seal_bytes, key = archive.read("seal.json"), key_of(archive.read("public-key.pem"))
    seal, signed = json.loads(seal_bytes), base64.b64decode(archive.read("signature.txt").decode().partition(":")[2])
    if known is not None and key not in known:
        yield "La clé de l’archive ne figure pas parmi les clés publiées."
    if not is_signed(seal_bytes, signed, key):
        yield "La signature ne correspond pas au sceau (seal.json)."
    for name, expected in seal["papers"].items():
        if name not in archive.namelist():
            yield f"{name} : ce fichier signé manque."
        elif hashlib.sha256(archive.read(name)).hexdigest() != expected:
            yield f"{name} : le contenu n’est pas celui qui a été signé."
    whole = hashlib.sha256(hashlib.sha256(archive.read("round.json")).digest())
    for _officer, hashed in sorted((json.loads(line)["officer_id"], hashlib.sha256(line).digest()) for line in lines(archive)):
        whole.update(hashed)
    if whole.hexdigest() != seal["digest"]:
        yield "L’empreinte des entrées et de la liste n’est pas celle du sceau."


def lines(archive):
    """The candidates, one line each."""
    with archive.open("candidates.jsonl") as file:
        for line in file:
            yield line.rstrip(b"\n")


def check_list(archive):
    """Whatever in the list is not what the frozen inputs give."""
    given = json.loads(archive.read("round.json"))
    rule, terms, seed = given["rule"]["conditions"], given["terms"], given["draw"]["seed"]
    on, seen, order = day(given["round"]["reference_on"]), {}, []
    shared = shares(terms, any(json.loads(line)["dossier"].get("exam") is not None for line in lines(archive)))
    for line in map(json.loads, lines(archive)):
        file, said = line["dossier"], line
        who = f"{file['name']} (dossier {file['officer_id']})"
        if said["officer_id"] != file["officer_id"] or said["officer_id"] in seen:
            yield f"{who} : le dossier est sous un autre numéro, ou figure deux fois."
        looked_at = list(conditions(file, rule, on))
        yield from apart(who, "condition", line["conditions"], looked_at)
        eligible, score = all(one["is_met"] is not False for one in looked_at), None
        earned = list(points(file, terms, on, shared)) if eligible else []
        yield from apart(who, "points", line["parts"], earned)
        if eligible:
            score = sum(Decimal(one["points"]) for one in earned)
            order.append((order_key(file, score, terms, seed), (file["officer_id"], senior(file))))
        seen[file["officer_id"]] = who, said, {"is_eligible": eligible, "score": None if score is None else str(thousandth(score))}
    order.sort()
    yield from check_order(order, seen, given, rule, terms)


WORDS = {"is_eligible": "peut être promu", "score": "points", "place": "rang", "tie_break": "départage",
         "is_admitted": "retenu", "admitted_by": "voie"}  # fmt: skip


def check_order(order, seen, given, rule, terms):
    """The places, the ties, who is admitted and why."""
    places, percent = given["round"]["places"], int(rule.get("most_percent") or 0)
    places = min(places, len(order) * percent // 100) if percent else places
    decisions = {one["officer_id"]: one["kind"] for one in given["decisions"] if one["holds"]}
    by = admitted([one for _key, one in order], places, terms["seniority_percent"], decisions)
    ties = tie_breaks([key for key, _one in order], (None, *terms["tie_breakers"], "draw"))
    at = {one[0]: (place, tie) for place, ((_key, one), tie) in enumerate(zip(order, ties), 1)}
    for officer, (who, said, found) in seen.items():
        place, tie = at.get(officer, (None, None))
        found.update(place=place, tie_break=tie, is_admitted=officer in by, admitted_by=by.get(officer))
        for name, word in WORDS.items():
            if said[name] != found[name]:
                yield f"{who}, {word} : la liste dit {said[name]}, les entrées donnent {found[name]}."


def apart(who, word, listed, computed):
    """How the rows of a candidate differ from those computed."""
    for said, found in zip_longest(listed, computed):
        if said != found:
            yield f"{who}, {word} « {(found or said)['key']} » : la liste dit {said}, les entrées donnent {found}."


def main(arguments):
    """Check the archive and tell; the number is that with which the program ends."""
    if len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--keys"]):
        print("Usage : python3 verify_round.py ARCHIVE.zip [--keys round-keys.json]", file=sys.stderr)
        return 2
    try:
        known = published(Path(arguments[2]).read_text("utf-8")) if arguments[1:] else None
        with zipfile.ZipFile(arguments[0]) as archive:
            found = [*check_seal(archive, known), *check_list(archive)]
            name = json.loads(archive.read("seal.json"))["round"]
    except (OSError, EOFError, zipfile.BadZipFile, KeyError, TypeError, ValueError, ArithmeticError, AttributeError, IndexError) as error:
        print(f"L’archive ne se lit pas : {type(error).__name__} {error}", file=sys.stderr)
        return 2
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        print(f"{len(found)} différence(s) : la liste n’est pas celle que les entrées donnent, ou pas celle qui a été scellée.")
        return 1
    print(f"« {name} » : la signature, les conditions, les points, les rangs et les admissions concordent.")
    if known is None:
        print("La clé est celle de l’archive : pour savoir qui a signé, donnez la liste des clés publiées avec --keys.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
