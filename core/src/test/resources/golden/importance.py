#!/usr/bin/env python3
"""Golden values for the importance-weighted bound, from 60-digit decimal arithmetic (Python's decimal module; nothing of Lattice's).

    python3 importance.py > importance.csv

bound: -log 1/4 sum exp(v) of four log weights. ratio: log N(z; 0, 1) - log N(z; mean, exp(log_var)) by the two densities, at
z = mean + exp(log_var / 2) noise.
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 60
PI = D("3.14159265358979323846264338327950288419716939937510582097494")


def normal(x, mean, sd):
    return (-(((x - mean) / sd) ** 2) / 2).exp() / (sd * (2 * PI).sqrt())


print("term,a,b,c,d,nats")
for v in (("0", "0", "0", "0"), ("-1.5", "2", "0.25", "-3"), ("-5000", "-5001", "-5002.5", "-5100"), ("900", "0", "899", "-7")):
    total = sum((D(x)).exp() for x in v)
    print("bound," + ",".join(v) + f",{-(total / 4).ln():.20f}")
for mean, log_var, noise in (("0", "0", "1"), ("1.25", "-3.5", "-2"), ("-2", "1", "0.5"), ("0.5", "-9", "3")):
    sd = (D(log_var) / 2).exp()
    z = D(mean) + sd * D(noise)
    print(f"ratio,{mean},{log_var},{noise},0,{normal(z, D(0), D(1)).ln() - normal(z, D(mean), sd).ln():.20f}")
