#!/usr/bin/env python3
"""Golden values for the linear probe: Newton's method in numpy on the penalized multinomial logistic regression.

    python3 probe.py > probe.csv

First a line "optimum,<objective>,<right>", then one line per point: label, three coordinates. numpy 2.4.6; none of Lattice's code.
"""
import numpy as np

RIDGE = 1e-4
rng = np.random.default_rng(20)
CLASSES, DIMENSIONS, COUNT = 3, 3, 90
labels = np.arange(COUNT) % CLASSES
centres = rng.normal(size=(CLASSES, DIMENSIONS)) * np.array([1.5, 0.5, 20.0])
points = (centres[labels] + rng.normal(size=(COUNT, DIMENSIONS)) * np.array([1.0, 0.7, 25.0])).astype(np.float32)

x = points.astype(np.float64)
x = (x - x.mean(0)) / x.std(0)
a = np.hstack([x, np.ones((COUNT, 1))])
width = DIMENSIONS + 1
penalty = np.tile(np.r_[np.full(DIMENSIONS, RIDGE), 0.0], CLASSES)
w = np.zeros(CLASSES * width)


def parts(w):
    scores = a @ w.reshape(CLASSES, width).T
    top = scores.max(1, keepdims=True)
    e = np.exp(scores - top)
    p = e / e.sum(1, keepdims=True)
    loss = (top[:, 0] + np.log(e.sum(1)) - scores[np.arange(COUNT), labels]).mean() + (penalty * w * w).sum() / 2
    d = p.copy()
    d[np.arange(COUNT), labels] -= 1
    gradient = (d.T @ a / COUNT).ravel() + penalty * w
    hessian = np.diag(penalty)
    for i in range(COUNT):
        s = np.diag(p[i]) - np.outer(p[i], p[i])
        hessian = hessian + np.kron(s, np.outer(a[i], a[i])) / COUNT
    return loss, gradient, hessian, scores


for _ in range(60):
    loss, gradient, hessian, scores = parts(w)
    # The biases have a common shift that changes nothing: least squares leaves it out.
    step = np.linalg.lstsq(hessian, gradient, rcond=1e-12)[0]
    t = 1.0
    while parts(w - t * step)[0] > loss and t > 1e-9:
        t /= 2
    w = w - t * step
loss, gradient, hessian, scores = parts(w)
assert np.abs(gradient).max() < 1e-12
print(f"optimum,{loss:.15f},{(scores.argmax(1) == labels).sum()},0")
for label, point in zip(labels, points):
    print(f"{label}," + ",".join(repr(float(v)) for v in point))
