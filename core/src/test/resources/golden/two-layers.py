#!/usr/bin/env python3
"""Golden values for two stochastic layers; nothing of Lattice's.

    python3 two-layers.py terms > two-layers-terms.csv     60-digit decimals, Python's decimal module
    python3 two-layers.py model > two-layers-model.csv     a linear-Gaussian model and its approximate posterior, with NumPy (made with 2.4.6)
    python3 two-layers.py images > two-layers-images.csv   images drawn from it, with log p(x) and the ELBO in closed form

terms: entropy-and-prior is E_q[log q(z1)] - log N(z1; m, exp(v)) for q = N(., exp(u)), that is minus the entropy of q minus a log density;
ratio is log N(z1; m, exp(v)) - log N(z1; mean, exp(u)) by the two densities at z1 = mean + exp(u / 2) noise.

model: p(z2) = N(0, I), p(z1|z2) = N(A z2, diag V), p(x|z1) = N(W z1 + 0.5, sigma^2 I), so that p(x) = N(0.5, W (A A' + V) W' + sigma^2 I).
q(z1|x) = N(E (x - 0.5), diag S) and q(z2|z1) = N(B z1, diag T) have the means of the true posteriors, and 3 and 2 times their variances, so
that log p(x) - ELBO = KL(q(z1, z2|x) || p(z1, z2|x)) is the same for every image.
"""
import sys
from decimal import Decimal as D, getcontext

getcontext().prec = 60
PI = D("3.14159265358979323846264338327950288419716939937510582097494")
SIDE, LOWER, UPPER, SIGMA, IMAGES = 4, 3, 2, 0.004, 25


def log_normal(x, mean, log_var):
    sd = (log_var / 2).exp()
    return ((-(((x - mean) / sd) ** 2) / 2).exp() / (sd * (2 * PI).sqrt())).ln()


def terms():
    print("term,mean,logVar,noise,priorMean,priorLogVar,nats")
    for mean, u, noise, m, v in (
        ("0", "0", "0", "0", "0"), ("0.5", "-1.25", "1", "0.25", "-0.5"), ("-2", "1", "-0.5", "1.5", "2"), ("3", "-4", "2", "2.5", "-5"),
        ("0", "0.5", "-1.5", "-6", "0.25"),
    ):
        mean, u, noise, m, v = map(D, (mean, u, noise, m, v))
        z1 = mean + (u / 2).exp() * noise
        entropy = (2 * PI * D(1).exp() * u.exp()).ln() / 2
        row = f"{mean},{u},{noise},{m},{v}"
        print(f"entropy-and-prior,{row},{-entropy - log_normal(z1, m, v):.20f}")
        print(f"ratio,{row},{log_normal(z1, m, v) - log_normal(z1, mean, u):.20f}")


def model():
    import numpy as np

    random = np.random.default_rng(5)
    pixels = SIDE * SIDE
    a = random.normal(size=(LOWER, UPPER))
    v = np.array([0.3, 0.6, 1.2])
    w = 0.75 * SIGMA * random.normal(size=(pixels, LOWER))
    # The precision of (z1, z2): of the prior, and of the likelihood.
    v_inverse = np.diag(1 / v)
    upper = np.eye(UPPER) + a.T @ v_inverse @ a
    precision = np.block([[v_inverse + w.T @ w / SIGMA**2, -v_inverse @ a], [-a.T @ v_inverse, upper]])
    covariance = np.linalg.inv(precision)
    e = covariance[:LOWER, :LOWER] @ w.T / SIGMA**2
    b = np.linalg.solve(upper, a.T @ v_inverse)
    s = 3 * np.diag(covariance)[:LOWER]
    t = 2 * np.diag(np.linalg.inv(upper))
    q = np.block([[np.diag(s), np.diag(s) @ b.T], [b @ np.diag(s), b @ np.diag(s) @ b.T + np.diag(t)]])
    gap = 0.5 * (np.trace(precision @ q) - LOWER - UPPER - np.linalg.slogdet(q)[1] - np.linalg.slogdet(precision)[1])
    marginal = w @ (a @ a.T + np.diag(v)) @ w.T + SIGMA**2 * np.eye(pixels)
    return {"A": a, "V": v, "W": w, "E": e, "S": s, "B": b, "T": t}, gap, marginal, random


def write_model():
    import numpy as np

    print("name,row,column,value")
    for name, values in model()[0].items():
        for (row, column), value in np.ndenumerate(values.reshape(len(values), -1)):
            print(f"{name},{row},{column},{value:.17g}")


def write_images():
    import numpy as np

    _, gap, marginal, random = model()
    x = np.clip(np.rint(255 * (0.5 + random.multivariate_normal(np.zeros(len(marginal)), marginal, IMAGES))), 0, 255)
    sign, log_determinant = np.linalg.slogdet(2 * np.pi * marginal)
    assert sign == 1
    print("logLikelihood,elbo," + ",".join(f"p{p}" for p in range(SIDE * SIDE)))
    for image in x:
        error = image / 255 - 0.5
        log_p = -0.5 * (error @ np.linalg.solve(marginal, error) + log_determinant)
        print(f"{log_p:.12f},{log_p - gap:.12f}," + ",".join(f"{p:.0f}" for p in image))


{"terms": terms, "model": write_model, "images": write_images}[sys.argv[1]]()
