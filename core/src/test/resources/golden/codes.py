#!/usr/bin/env python3
"""Golden values for the terms of all codes of a batch, by NumPy and SciPy in double precision (nothing of Lattice's).

    python3 codes.py > codes.csv        (written with NumPy 2.4.6, SciPy 1.17.1)

imq, gaussian: the unbiased estimate of the squared maximum mean discrepancy of z and p, kernels summed over scales.
tc: the total correlation of z by minibatch-weighted sampling, `images` images in all.
The inputs are these sines, row i, dimension j: z and p below, mean = z + 0.3 sin(i + 2j), logVar = spread * sin(2i + j) - 1.
"""
import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import norm


def inputs(rows, latent, size, spread):
    i, j = np.arange(rows)[:, None], np.arange(latent)[None, :]
    z = size * np.sin(1.3 * i + 2.1 * j + 0.5)
    p = 1.4 * np.sin(3.7 * i + 0.9 * j + 2)
    return z, p, z + 0.3 * np.sin(i + 2.0 * j), spread * np.sin(2.0 * i + j) - 1


def mmd(z, p, kernel):
    n = len(z)
    within = [k.sum() - np.trace(k) for k in (kernel(z, z), kernel(p, p))]
    return sum(within) / (n * (n - 1)) - 2 * kernel(z, p).mean()


def imq(scales, latent):
    return lambda a, b: sum(2 * latent * s / (2 * latent * s + cdist(a, b, "sqeuclidean")) for s in scales)


def gaussian(scales, latent):
    return lambda a, b: sum(np.exp(-cdist(a, b, "sqeuclidean") / (2 * latent * s)) for s in scales)


def tc(z, mean, log_var, images):
    count = len(z) * images
    log_q = norm(mean[None], np.exp(log_var / 2)[None]).logpdf(z[:, None])  # [i, j, dimension]
    joint = logsumexp(log_q.sum(2), axis=1) - np.log(count)
    dimensions = (logsumexp(log_q, axis=1) - np.log(count)).sum(1)
    return (joint - dimensions).mean()


print("term,rows,latent,size,spread,scales,images,value")
for rows, latent, size, spread, scales in (
    (2, 1, 1.0, 0.5, (1.0,)),
    (5, 3, 0.1, 1.0, (0.5, 2.0)),
    (17, 20, 1.5, 2.0, (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)),
    (40, 6, 30.0, 3.0, (1.0, 0.1)),
):
    z, p, mean, log_var = inputs(rows, latent, size, spread)
    line = f"{rows},{latent},{size},{spread},{' '.join(map(str, scales))}"
    print(f"imq,{line},0,{mmd(z, p, imq(scales, latent)):.17g}")
    print(f"gaussian,{line},0,{mmd(z, p, gaussian(scales, latent)):.17g}")
    for images in (40, 60000):
        print(f"tc,{line},{images},{tc(z, mean, log_var, images):.17g}")
z, p, mean, log_var = inputs(1, 4, 1.0, 1.0)
print(f"tc,1,4,1.0,1.0,1.0,500,{tc(z, mean, log_var, 500):.17g}")
