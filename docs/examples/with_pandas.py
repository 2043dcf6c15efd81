"""Five questions to the published tables, in pandas. ``python with_pandas.py out``."""

import sys
from datetime import date, timedelta

import pandas as pd

from stancepipe import read_table


def envoys_recalled(folder: str, day: date) -> list[str]:
    """As of ``day``, who has an envoy recalled?"""
    postures = read_table(folder, "postures").to_pandas()
    return sorted(postures[(postures.day == day) & (postures.relations == "envoy_recalled")].holder)


def level(folder: str, holder: str, day: date) -> tuple[float, float, float] | None:
    """Level of ``holder`` on ``day`` with its 90 % interval; none before the first evidence."""
    postures = read_table(folder, "postures").to_pandas()
    rows = postures[(postures.holder == holder) & (postures.day == day)]
    return None if rows.empty else tuple(rows[["score", "lower", "upper"]].iloc[0].tolist())


def moved_most(folder: str, days: int = 90) -> list[tuple[str, float]]:
    """Whose level changed most in the last ``days`` days, the largest change first."""
    postures = read_table(folder, "postures").to_pandas()
    levels = postures.pivot(index="day", columns="holder", values="score")
    last = levels.index.max()
    change = (levels.loc[last] - levels.loc[last - timedelta(days=days)]).dropna().round(6)
    listed = pd.DataFrame({"change": change, "size": change.abs()}).rename_axis("holder").reset_index()
    ordered = listed.sort_values(["size", "holder"], ascending=[False, True])
    return list(zip(ordered.holder, ordered.change, strict=True))


def arms_steps(folder: str) -> dict[str, list[tuple[date, str, str]]]:
    """Every step about arms by state: day, step, and whether it occurred or was announced."""
    shifts = read_table(folder, "posture_shifts").to_pandas()
    arms = shifts[shifts.step.str.startswith("arms_", na=False)].sort_values(["holder", "day", "step"])
    return {holder: list(zip(rows.day, rows.step, rows.status, strict=True)) for holder, rows in arms.groupby("holder")}


def concentration(folder: str, domain: str = "all") -> tuple[date, float, str, float]:
    """On how many shoulders support rests: day, effective number of supporters, the largest one and its share."""
    support = read_table(folder, "support").to_pandas()
    latest = support[support.domain == domain].sort_values("day").iloc[-1]
    return latest.day, float(latest.effective_supporters), latest.top_holder, float(latest.top_share)


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else "out"
    today = read_table(out, "postures")["day"].to_pandas().max()
    print(f"envoy recalled on {today}:", *envoys_recalled(out, today))
    print("France:", level(out, "FRA", today))
    print("moved most in 90 days:", moved_most(out)[:5])
    print("arms:", arms_steps(out))
    print("support:", concentration(out))
