"""Squared Frechet distances of Gaussians, with NumPy and SciPy's general matrix square root.

python3 frechet.py > frechet.csv   (NumPy 2.4, SciPy 1.17)
Each line: dimensions, then m1, C1 (row by row), m2, C2, and the distance.
"""
import numpy
from scipy.linalg import sqrtm

random = numpy.random.default_rng(7)
for n in (1, 2, 3, 6):
    for _ in range(2):
        m = [numpy.round(random.normal(size=n), 3) for _ in range(2)]
        c = []
        for _ in range(2):
            a = numpy.round(random.normal(size=(n, n + 1)), 2)
            c.append(a @ a.T)
        distance = ((m[0] - m[1]) ** 2).sum() + numpy.trace(c[0] + c[1] - 2 * sqrtm(c[0] @ c[1]).real)
        numbers = [x for i in (0, 1) for x in [*m[i], *c[i].ravel()]]
        print(n, *(repr(float(x)) for x in numbers), repr(float(distance)), sep=",")
