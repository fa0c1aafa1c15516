# What tests for the best of m cells can find at all when it is 3 standard errors of a difference ahead (ADR 18, FalseWinnersTest).
# Normal means with equal, known (df none) or pooled estimated variance. numpy 1.24 or newer: python3 power.py
#   range     largest studentized difference of any two cells, two-sided: what a claim about rows needs
#   dunnett   one-sided max-T against a best cell that is known beforehand, which a sweep never has
#   contrast  best-looking cell against the mean of the others: says that it is ahead of them together, not of which
import numpy as np

DRAWS = 200_000
GAP = 3
rng = np.random.default_rng(1)


def statistics(kind, z):
    m = z.shape[1]
    if kind == "range":
        return (z - z.min(1, keepdims=True)) / np.sqrt(2)
    if kind == "dunnett":
        return (z[:, 1:] - z[:, [0]]) / np.sqrt(2)
    return ((z.mean(1, keepdims=True) - z) * np.sqrt(m / (m - 1))).max(1, keepdims=True)


def draws(m, df):
    scale = np.sqrt(rng.chisquare(df, DRAWS) / df)[:, None] if df else 1
    return rng.standard_normal((DRAWS, m)), scale


def power(kind, m, level, df):
    z, scale = draws(m, df)
    critical = np.quantile((statistics(kind, z) / scale).max(1), 1 - level)
    z, scale = draws(m, df)
    z[:, 1:] += GAP * np.sqrt(2)
    found = statistics(kind, z) / scale > critical
    return critical, 100 * found.any(1).mean(), 100 * found.sum(1).mean() / (m - 1)


print("cells df level: critical value, sweeps with a claim %, share of the worse cells % (of contrast: nothing)")
for m, df in [(2, 0), (5, 0), (10, 0), (20, 0), (60, 0), (2, 4), (5, 10), (10, 20), (20, 40), (60, 120)]:
    for level in (0.05, 0.04):
        row = [kind + " %.2f %.1f %.1f" % power(kind, m, level, df) for kind in ("range", "dunnett", "contrast")]
        print(m, df, level, "  ".join(row))
