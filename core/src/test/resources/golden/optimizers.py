#!/usr/bin/env python3
"""Golden values for the update rules: five steps on f(p) = (p - 3)^2 / 2, gradient p - 3, from the definitions in
PyTorch's documentation (torch.optim.SGD, RMSprop, Adam, AdamW), in plain Python floats.

    python3 optimizers.py > optimizers.csv
"""
import math

RATE = 0.1


def sgd(p, g, s, t):
    return p - RATE * g


def rmsprop(p, g, s, t):
    s["v"] = 0.99 * s.get("v", 0.0) + 0.01 * g * g
    return p - RATE * g / (math.sqrt(s["v"]) + 1e-8)


def adam(p, g, s, t):
    s["m"] = 0.9 * s.get("m", 0.0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0.0) + 0.001 * g * g
    m_hat = s["m"] / (1 - 0.9**t)
    v_hat = s["v"] / (1 - 0.999**t)
    return p - RATE * m_hat / (math.sqrt(v_hat) + 1e-8)


def adamw(p, g, s, t):
    return adam(p - RATE * 0.05 * p, g, s, t)


print("optimizer,step,value")
for rule in (sgd, rmsprop, adam, adamw):
    p, s = 1.0, {}
    for t in range(1, 6):
        p = rule(p, p - 3, s, t)
        print(f"{rule.__name__.upper()},{t},{p!r}")
