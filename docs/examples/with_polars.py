"""Five questions to the published tables, in polars. ``python with_polars.py out``."""

import sys
from datetime import date, timedelta

import polars as pl


def table(folder: str, name: str) -> pl.LazyFrame:
    """Current rows of one table, read when asked for."""
    return pl.scan_parquet(f"{folder}/{name}/*.parquet")


def envoys_recalled(folder: str, day: date) -> list[str]:
    """As of ``day``, who has an envoy recalled?"""
    recalled = table(folder, "postures").filter(pl.col("day") == day, pl.col("relations") == "envoy_recalled")
    return recalled.sort("holder").collect()["holder"].to_list()


def level(folder: str, holder: str, day: date) -> tuple[float, float, float] | None:
    """Level of ``holder`` on ``day`` with its 90 % interval; none before the first evidence."""
    found = table(folder, "postures").filter(pl.col("holder") == holder, pl.col("day") == day)
    rows = found.select("score", "lower", "upper").collect().rows()
    return rows[0] if rows else None


def moved_most(folder: str, days: int = 90) -> list[tuple[str, float]]:
    """Whose level changed most in the last ``days`` days, the largest change first."""
    postures = table(folder, "postures").select("holder", "day", "score").collect()
    last = postures["day"].max()
    now = postures.filter(pl.col("day") == last)
    earlier = postures.filter(pl.col("day") == last - timedelta(days=days))
    changes = now.join(earlier, on="holder").with_columns(change=(pl.col("score") - pl.col("score_right")).round(6))
    ordered = changes.sort(pl.col("change").abs(), "holder", descending=[True, False])
    return ordered.select("holder", "change").rows()


def arms_steps(folder: str) -> dict[str, list[tuple[date, str, str]]]:
    """Every step about arms by state: day, step, and whether it occurred or was announced."""
    arms = table(folder, "posture_shifts").filter(pl.col("step").str.starts_with("arms_"))
    ordered = arms.sort("holder", "day", "step").select("holder", "day", "step", "status").collect()
    return {
        str(holder): rows.drop("holder").rows() for (holder,), rows in ordered.group_by("holder", maintain_order=True)
    }


def concentration(folder: str, domain: str = "all") -> tuple[date, float, str, float]:
    """On how many shoulders support rests: day, effective number of supporters, the largest one and its share."""
    latest = table(folder, "support").filter(pl.col("domain") == domain).sort("day").last()
    return latest.select("day", "effective_supporters", "top_holder", "top_share").collect().row(0)


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else "out"
    today = table(out, "postures").select(pl.col("day").max()).collect().item()
    print(f"envoy recalled on {today}:", *envoys_recalled(out, today))
    print("France:", level(out, "FRA", today))
    print("moved most in 90 days:", moved_most(out)[:5])
    print("arms:", arms_steps(out))
    print("support:", concentration(out))
