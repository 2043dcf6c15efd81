"""Five questions to the published tables, in SQL. ``python with_duckdb.py out``."""

import sys
from datetime import date
from itertools import groupby

import duckdb


def rows(folder: str, query: str, **given: object) -> list[tuple]:
    """Answer of one query; ``{postures}`` and the like stand for the tables' files."""
    tables = {name: f"'{folder}/{name}/*.parquet'" for name in ("postures", "posture_shifts", "support", "events")}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(query.format(**tables), given).fetchall()


def envoys_recalled(folder: str, day: date) -> list[str]:
    """As of ``day``, who has an envoy recalled?"""
    found = rows(
        folder,
        "SELECT holder FROM {postures} WHERE day = $day AND relations = 'envoy_recalled' ORDER BY holder",
        day=day,
    )
    return [holder for (holder,) in found]


def level(folder: str, holder: str, day: date) -> tuple[float, float, float] | None:
    """Level of ``holder`` on ``day`` with its 90 % interval; none before the first evidence."""
    query = "SELECT score, lower, upper FROM {postures} WHERE holder = $holder AND day = $day"
    found = rows(folder, query, holder=holder, day=day)
    return found[0] if found else None


def moved_most(folder: str, days: int = 90) -> list[tuple[str, float]]:
    """Whose level changed most in the last ``days`` days, the largest change first."""
    query = """
        WITH last AS (SELECT max(day) AS day FROM {postures})
        SELECT now.holder, round(now.score - earlier.score, 6) AS change
        FROM {postures} AS now
        JOIN {postures} AS earlier ON earlier.holder = now.holder AND earlier.day = now.day - $days::INTEGER
        JOIN last ON now.day = last.day
        ORDER BY abs(change) DESC, holder
    """
    return rows(folder, query, days=days)


def arms_steps(folder: str) -> dict[str, list[tuple[date, str, str]]]:
    """Every step about arms by state: day, step, and whether it occurred or was announced."""
    query = """
        SELECT holder, day, step, status FROM {posture_shifts} WHERE starts_with(step, 'arms_')
        ORDER BY holder, day, step
    """
    found = groupby(rows(folder, query), key=lambda row: row[0])
    return {holder: [row[1:] for row in own] for holder, own in found}


def concentration(folder: str, domain: str = "all") -> tuple[date, float, str, float]:
    """On how many shoulders support rests: day, effective number of supporters, the largest one and its share."""
    query = """
        SELECT day, effective_supporters, top_holder, top_share FROM {support} WHERE domain = $domain
        ORDER BY day DESC LIMIT 1
    """
    return rows(folder, query, domain=domain)[0]


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else "out"
    ((today,),) = rows(out, "SELECT max(day) FROM {postures}")
    print(f"envoy recalled on {today}:", *envoys_recalled(out, today))
    print("France:", level(out, "FRA", today))
    print("moved most in 90 days:", moved_most(out)[:5])
    print("arms:", arms_steps(out))
    print("support:", concentration(out))
