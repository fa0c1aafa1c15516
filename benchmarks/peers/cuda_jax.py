#!/usr/bin/env python3
"""JAX on a GPU: vmap over trainings of the same network (784-400-20, batch 128, Adam 1e-3), all of an epoch in one scan.

Prints images a second of packs of 1, 5, 25 and 125 members. --probe exits with 0 where JAX sees a card.
"""
import argparse
import sys
import time

import jax
import jax.numpy as jnp

BATCH, HIDDEN, LATENT = 128, 400, 20


def initial(key):
    shapes = [(784, HIDDEN), (HIDDEN, 2 * LATENT), (LATENT, HIDDEN), (HIDDEN, 784)]
    keys = jax.random.split(key, len(shapes))
    layers = [(jax.random.uniform(k, s, minval=-1, maxval=1) / jnp.sqrt(s[0]), jnp.zeros(s[1])) for k, s in zip(keys, shapes)]
    zeros = jax.tree_util.tree_map(jnp.zeros_like, layers)
    return layers, zeros, zeros, 0.0


def loss(layers, x, key):
    (w1, b1), (w2, b2), (w3, b3), (w4, b4) = layers
    mean, log_var = jnp.split(jax.nn.relu(x @ w1 + b1) @ w2 + b2, 2, axis=1)
    z = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * log_var)
    logits = jax.nn.relu(z @ w3 + b3) @ w4 + b4
    reconstruction = jnp.sum(jax.nn.softplus(logits) - logits * x)
    kl = -0.5 * jnp.sum(1 + log_var - mean ** 2 - jnp.exp(log_var))
    return (reconstruction + kl) / x.shape[0]


def step(state, x, key):
    layers, first, second, t = state
    gradient = jax.grad(loss)(layers, x, key)
    t = t + 1
    first = jax.tree_util.tree_map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree_util.tree_map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    layers = jax.tree_util.tree_map(
        lambda p, m, v: p - 1e-3 * (m / (1 - 0.9 ** t)) / (jnp.sqrt(v / (1 - 0.999 ** t)) + 1e-8), layers, first, second)
    return layers, first, second, t


def images_per_second(data, members, epochs):
    steps = len(data) // BATCH

    @jax.jit
    def epoch(states, key):
        order = jax.random.permutation(key, len(data))[:steps * BATCH].reshape(steps, BATCH)

        def one(states, batch):
            index, key = batch
            keys = jax.random.split(key, members)
            return jax.vmap(step, in_axes=(0, None, 0))(states, data[index], keys), None

        return jax.lax.scan(one, states, (order, jax.random.split(key, steps)))[0]

    key = jax.random.PRNGKey(0)
    states = jax.vmap(initial)(jax.random.split(key, members))
    states = jax.block_until_ready(epoch(states, key))
    begin = time.perf_counter()
    for e in range(epochs):
        states = epoch(states, jax.random.fold_in(key, e))
    jax.block_until_ready(states)
    return members * epochs * steps * BATCH / (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--images", type=int, default=60000)
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    if jax.default_backend() != "gpu":
        sys.exit("JAX sees no GPU")
    if args.probe:
        return
    jax.config.update("jax_default_matmul_precision", "highest")
    data = (jax.random.uniform(jax.random.PRNGKey(1), (args.images, 784)) < 0.19).astype(jnp.float32)
    print(f"JAX {jax.__version__}, vmap (128, 400, 20), f32:")
    for members in (1, 5, 25, 125):
        print(f"  {members:4d} trainings  {images_per_second(data, members, args.epochs):,.0f} images/s")


if __name__ == "__main__":
    main()
