"""Lattice's random streams in Python: the same initial weights, batches and noise, written a second time.

With them PyTorch trains the very same model on the very same batches, so that a comparison shows what the programs do and
not what their random numbers did. The definitions are in core's dev.lattice.core.random (Seeds, CounterRandom).
"""
import math

import numpy as np
import torch

MASK = (1 << 64) - 1


def _mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def _bits(key, index):
    """32 random bits for each element of a stream; index is an array."""
    def rounds(x, steps):
        for shift, factor in steps:
            x ^= x >> np.uint32(shift)
            if factor:
                x *= np.uint32(factor)
        return x

    x = index.astype(np.uint32) ^ np.uint32(key & 0xFFFFFFFF)
    x = rounds(x, [(17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB), (14, 0)])
    x += np.uint32(key >> 32)
    return rounds(x, [(16, 0x21F0AAAD), (15, 0xD35A2D97), (15, 0)])


class Streams:
    """The streams of one seed."""

    def __init__(self, seed):
        self.seed = seed

    def key(self, purpose, number=0):
        h = _mix((self.seed + 0x9E3779B97F4A7C15) & MASK)
        for letter in purpose:
            h = _mix(h ^ ord(letter))
        return _mix(h ^ _mix((number + 0x632BE59BD9B4E019) & MASK))

    def uniform(self, key, count):
        return (_bits(key, np.arange(count)) >> np.uint32(8)).astype(np.float32) * np.float32(2.0 ** -24)

    def gaussian(self, key, first, rows, columns):
        """Standard normals number first, first + 1, ... as a tensor."""
        signed = _bits(key, np.arange(first, first + rows * columns)).view(np.int32) >> 8
        x = (signed.astype(np.float32) + np.float32(0.5)) * np.float32(2.0 ** -23)
        return torch.erfinv(torch.from_numpy(x)).mul(math.sqrt(2)).view(rows, columns)

    def permutation(self, purpose, number, size):
        """Fisher-Yates with java.util.SplittableRandom."""
        state = self.key(purpose, number)

        def draw():
            nonlocal state
            state = (state + 0x9E3779B97F4A7C15) & MASK
            z = ((state ^ (state >> 33)) * 0x62A9D9ED799705F5) & MASK
            return (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & MASK) >> 32

        order = [0] * size
        for i in range(size):
            bound, r = i + 1, draw()
            if bound & i == 0:
                j = r & i
            else:
                u = r >> 1
                j = u % bound
                while u + i - j >= 1 << 31:
                    u = draw() >> 1
                    j = u % bound
            order[i] = order[j]
            order[j] = i
        return torch.tensor(order)

    def initialize(self, model):
        """Sets the weights of pytorch_vae.Vae; mean and log variance are the halves of one matrix here."""
        latent, hidden = model.fc21.weight.shape
        shapes = [(hidden, 784), (hidden,), (2 * latent, hidden), (2 * latent,), (hidden, latent), (hidden,),
                  (784, hidden), (784,)]
        fan_in = [784, 784, hidden, hidden, latent, latent, hidden, hidden]
        values = []
        for block, shape in enumerate(shapes):
            bound = np.float32(1 / math.sqrt(fan_in[block]))
            drawn = self.uniform(self.key("init", block), math.prod(shape))
            values.append(torch.from_numpy((2 * drawn - 1) * bound).view(shape))
        weights, biases = values[0::2], values[1::2]
        heads = [h for pair in zip(weights[1].split(latent), biases[1].split(latent)) for h in pair]
        ordered = [weights[0], biases[0], *heads, weights[2], biases[2], weights[3], biases[3]]
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), ordered):
                parameter.copy_(value)
