"""Reads one input the way a run does, and says what is wrong with what came of it. Run as a module: a child process."""

import contextlib
import dataclasses
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fuzz.cases import REPOSITORY, case
from stancepipe.errors import DocumentError
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.entries import Entry
from stancepipe.ingest.feeds import parse_feed
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.fingerprints import Fingerprint, fingerprint
from stancepipe.ingest.index_pages import parse_index
from stancepipe.ingest.inputs import MAX_REASON, InputDefaults, InputRecord
from stancepipe.ingest.language import find_language
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.ingest.sitemaps import parse_sitemap

TODAY: Final = date(2026, 1, 1)
MAX_SECONDS: Final = 10.0
"""Of processor time for one input, or from one record of it to the next."""
MAX_GROWTH: Final = 1_000
"""MB that reading one input may hold beyond what the process held before."""
MAX_RECORDS: Final = 500
ENOUGH: Final = 4.0
"""Records of one input, and seconds spent on them, after which the rest is left: files of records have no end."""
MAX_COMPARED: Final = 5_000_000
"""Characters of one input's texts that are held against each other: comparing is the cost of a run, not of an input."""
HARD_LIMIT: Final = 4 * 2**30
"""Bytes of address space beyond those at the start: saves the machine where measuring comes too late."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one input."""

    name: str
    records: int
    set_aside: int
    seconds: float
    """Of processor time, to the slowest of its records."""
    megabytes: float
    """Held at most, beyond what was held before."""
    faults: tuple[str, ...]
    """What should not be; empty if all is well."""
    reasons: tuple[str, ...]
    """Why inputs were set aside."""


def read_case(name: str, body: bytes, folder: Path) -> Outcome:
    """Reads the input from a file of that name in ``folder``; the file stays if something is wrong."""
    path = folder / name
    path.write_bytes(body)
    del body
    before = _reset_peak()
    start = _seconds()
    longest: list[float] = []
    faults: list[str] = []
    found: list[InputRecord] = []
    reasons: list[str] = []
    try:
        if path.suffix in {".feed", ".listing", ".sitemap"}:
            reasons += _parse_answer(path, faults)
        else:
            found = _read_file(path, faults, longest)
    except BaseException as error:  # that is the question: does anything get out
        if isinstance(error, KeyboardInterrupt):
            raise
        faults.append(f"{type(error).__name__} came out: {error!s:.200} ({_place(error)})")
    seconds = max(longest, default=_seconds() - start)
    megabytes = max(_peak() - before, _child_peak())
    if seconds > MAX_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    if megabytes > MAX_GROWTH:
        faults.append(f"held {megabytes:.0f} MB")
    if not faults:
        path.unlink()
    reasons += [record.problem for record in found if record.problem is not None]
    set_aside = len(reasons)
    return Outcome(name=name, records=len(found) - set_aside if found else 0, set_aside=set_aside, seconds=seconds,
                   megabytes=megabytes, faults=tuple(faults), reasons=tuple(dict.fromkeys(reasons)))  # fmt: skip


def _read_file(path: Path, faults: list[str], waits: list[float]) -> list[InputRecord]:
    said: list[str] = []
    REPOSITORY / "corpora" / "lexicons"
    reading = reading_of(InputDefaults(), said.append, today=TODAY, lexicons=REPOSITORY / "corpora" / "lexicons")
    read = read_inputs([str(path)], dataclasses.replace(reading, worth_reading=lambda text: "Israel" in text))
    found: list[InputRecord] = []
    prints: list[Fingerprint] = []
    compared = 0
    start = last = _seconds()
    for record in read:
        found.append(record)
        faults += faults_of(record)
        if record.problem is None:
            language = find_language(record.text)
            if language is not None and not (language.isalpha() and len(language) == 2):
                faults.append(f"language {language!r}")
            compared += len(record.text)
            if not prints or compared < MAX_COMPARED:
                prints.append(_fingerprint(record, len(found)))
        now = _seconds()
        waits.append(now - last)
        last = now
        if len(found) >= MAX_RECORDS or now - start > ENOUGH:
            break
    find_duplicates(prints)
    waits.append(_seconds() - last)
    if not found and not said and path.suffix not in {".jsonl", ".gz", ".parquet"}:
        faults.append("nothing came of it and nothing was said")
    faults += [f"reported what is no plain sentence: {one!r:.200}" for one in said if not is_sentence(one)]
    return found


def _fingerprint(record: InputRecord, number: int) -> Fingerprint:
    return fingerprint(
        document_id=f"d{number}", input_id=record.input_id, content_hash=str(number), text=record.text,
        published_on=record.published_on, actors=lambda said: frozenset(),
    )  # fmt: skip


def faults_of(record: InputRecord) -> Iterator[str]:
    """What is wrong with a record, whatever its input was."""
    if (record.problem is None) != bool(record.text.strip()):
        yield "text and problem: one of the two, not both or none"
    if record.problem is not None and not is_sentence(record.problem):
        yield f"the problem is no plain sentence: {record.problem!r:.200}"
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str):
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                yield f"{field.name} cannot be written: {value!r:.100}"
        elif value is not None and not isinstance(value, date):
            yield f"{field.name} is {type(value).__name__}"
    if record.published_on is not None and not date(1900, 1, 1) <= record.published_on <= date(9999, 12, 31):
        yield f"published on {record.published_on}"


def is_sentence(problem: str) -> bool:
    """Whether a reason is one line for a person, with nothing of a program's insides."""
    inside = ("Traceback", "0x7f", "<class", "object at ", 'File "', "MemoryError", "PanicException", "NotImplemented")
    return len(problem.strip()) > 0 and len(problem) <= MAX_REASON + 200 and problem.isprintable() and not any(
        word in problem for word in inside
    )  # fmt: skip


def _parse_answer(path: Path, faults: list[str]) -> list[str]:
    url = "https://x.example/"
    answer = Fetched(
        url=url, final_url=url, status=200, headers=(), media_type="", charset=None, body=path.read_bytes()
    )  # fmt: skip
    reasons: list[str] = []
    entries: list[Entry] = []
    parsers: dict[str, Callable[[], list[Entry]]] = {
        ".listing": lambda: parse_index(answer).entries,
        ".feed": lambda: parse_feed(answer, today=TODAY),
        ".sitemap": lambda: parse_sitemap(answer, today=TODAY).entries,
    }
    try:
        entries = parsers[path.suffix]()
    except DocumentError as error:
        reasons.append(error.reason)
    faults += [f"the reason is no plain sentence: {reason!r:.200}" for reason in reasons if not is_sentence(reason)]
    for entry in entries:
        texts = [value for value in (entry.url, entry.title) if value is not None]
        if any(not isinstance(text, str) for text in texts) or len(entry.title or "") > 2000:
            faults.append(f"an entry is {entry!r:.200}")
        if entry.url is not None and not entry.url.startswith(("http://", "https://", "HTTP")):
            faults.append(f"an entry leads to {entry.url!r:.100}")
        try:
            "".join(texts).encode("utf-8")
        except UnicodeEncodeError:
            faults.append(f"an entry cannot be written: {entry!r:.200}")
    return reasons


def _place(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place, trace = f"{Path(code.co_filename).name}:{trace.tb_lineno}", trace.tb_next
    return place


def _seconds() -> float:
    """Processor time of this process and of the programs that it has run."""
    times = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + times.ru_utime + times.ru_stime


def _child_peak() -> float:
    """MB of the largest program that this process has run, until now."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def _reset_peak() -> float:
    """MB held now; the peak is counted from here on where the system lets us."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(key: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key + ":")) / 1000


def main() -> None:
    """Reads every ``step``-th case; one line of JSON before and one after each."""
    seed, first, stop, step = map(int, sys.argv[1:5])
    folder = Path(sys.argv[5])
    find_language("The ministry summoned the ambassador of Israel on Monday.")
    held = int(_status("VmSize") * 1000 * 1024) + HARD_LIMIT
    resource.setrlimit(resource.RLIMIT_AS, (held, held))
    print(json.dumps({"ready": True}), flush=True)
    for number in range(first, stop, step):
        one = case(seed, number)
        print(json.dumps({"number": number, "name": one.name}), flush=True)
        outcome = read_case(one.name, one.body, folder)
        del one
        print(json.dumps(dataclasses.asdict(outcome)), flush=True)


if __name__ == "__main__":
    main()
