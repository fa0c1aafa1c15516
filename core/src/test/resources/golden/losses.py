#!/usr/bin/env python3
"""Golden values for the loss terms, from 50-digit decimal arithmetic (Python's decimal module; nothing of Lattice's).

    python3 losses.py > losses.csv
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 50
PI = D("3.14159265358979323846264338327950288419716939937510")


def kl(mean, log_var):
    """KL(N(mean, exp(log_var)) || N(0, 1)) by its definition: log of the ratio of scales + second moment."""
    sd = (D(log_var) / 2).exp()
    return -sd.ln() + (sd * sd + D(mean) ** 2) / 2 - D(1) / 2


def bernoulli(logit, pixel):
    """-x log p - (1 - x) log(1 - p) with p = 1 / (1 + exp(-logit))."""
    p = 1 / (1 + (-D(logit)).exp())
    return -D(pixel) * p.ln() - (1 - D(pixel)) * (1 - p).ln()


def gaussian(logit, pixel, sigma):
    """-log of the normal density at pixel, mean p, standard deviation sigma."""
    p = 1 / (1 + (-D(logit)).exp())
    density = (-((D(pixel) - p) ** 2) / (2 * D(sigma) ** 2)).exp() / (D(sigma) * (2 * PI).sqrt())
    return -density.ln()


print("term,a,b,c,nats")
for mean in ("0", "0.5", "-2.25", "7"):
    for log_var in ("0", "-3.5", "1.25", "-20"):
        print(f"kl,{mean},{log_var},0,{kl(mean, log_var):.20f}")
for logit in ("0", "1.5", "-4.25", "30", "-30"):
    for pixel in ("0", "0.25", "1"):
        print(f"bernoulli,{logit},{pixel},0,{bernoulli(logit, pixel):.20f}")
        for sigma in ("1", "0.1"):
            print(f"gaussian,{logit},{pixel},{sigma},{gaussian(logit, pixel, sigma):.20f}")
