"""Assessment: libraries of criteria, rounds that freeze one and let units report on it, reviews, appeals, scores that come out again,
and the upper level's own workbooks filled from what the county knows. Figures are counted elsewhere, orders are followed elsewhere."""
