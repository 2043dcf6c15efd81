# Five questions to the published tables, in R. Rscript with_arrow.R out
library(arrow)
library(dplyr)

out <- c(commandArgs(trailingOnly = TRUE), "out")[1]
table <- function(name) open_dataset(file.path(out, name))
postures <- table("postures") |> collect()
today <- max(postures$day)

# As of today, who has an envoy recalled?
postures |> filter(day == today, relations == "envoy_recalled") |> pull(holder)

# Level of a holder on a day, with its 90 % interval
postures |> filter(holder == "FRA", day == today) |> select(score, lower, upper)

# Whose level changed most in the last 90 days
postures |>
  filter(day == today) |>
  inner_join(filter(postures, day == today - 90), by = "holder", suffix = c("", "_earlier")) |>
  mutate(change = score - score_earlier) |>
  arrange(desc(abs(change))) |>
  select(holder, change)

# Every step about arms by state
table("posture_shifts") |>
  filter(startsWith(step, "arms_")) |>
  select(holder, day, step, status) |>
  arrange(holder, day) |>
  collect()

# On how many shoulders support rests
table("support") |>
  filter(domain == "all") |>
  collect() |>
  slice_max(day) |>
  select(day, effective_supporters, top_holder, top_share, without_top)
