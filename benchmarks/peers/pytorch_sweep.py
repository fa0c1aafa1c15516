#!/usr/bin/env python3
"""The 40-cell sweep of docs/performance.md in PyTorch, cell after cell, and the comparison with Lattice's.

  run --data DIR --out FILE [--part I/N] [--threads T]   trains the cells (or each N-th) and writes cell and -ELBO as CSV
  twin --data DIR --out FILE [--seed S]                  trains them from Lattice's own weights, batches and noise
  compare OURS THEIRS                                    prints how the validation -ELBOs agree, cell by cell

Every cell is one training: epochs 1-5 x batch 100, 500 x hidden 400, 800 x latent 8, 128 on 6,000 MNIST images, judged
on 6,000 others with z sampled. Images are preloaded once.
"""
import argparse
import csv
import itertools
import time

import torch

from lattice_streams import Streams
from pytorch_vae import Training, images, loss_function

KEYS = ["training.epochs", "training.batchSize", "model.hidden", "model.latent"]


def cells(quick):
    if quick:
        return list(itertools.product([1, 2], [500], [400], [8, 128]))
    return list(itertools.product([1, 2, 3, 4, 5], [100, 500], [400, 800], [8, 128]))


def run(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    data = images(args.data)
    # A generator of its own, so that every part sees the same split.
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(7))
    validation, train = data[order[:6000]], data[order[6000:12000]]
    part, parts = (int(n) for n in args.part.split("/"))
    start = time.perf_counter()
    with open(args.out, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(KEYS + ["negativeElbo"])
        for cell in cells(args.quick)[part - 1::parts]:
            epochs, batch, hidden, latent = cell
            training = Training(train, batch, hidden, latent)
            for _ in range(epochs):
                training.epoch()
            out.writerow(list(cell) + [f"{training.negative_elbo(validation):.4f}"])
    print(f"{time.perf_counter() - start:.1f}")


def twin(args):
    torch.set_num_threads(args.threads)
    streams = Streams(args.seed)
    data = images(args.data)
    order = streams.permutation("split", 0, len(data))
    validation, train = data[order[:6000]], data[order[6000:12000]]
    with open(args.out, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(KEYS + ["negativeElbo"])
        for shape in sorted({cell[1:] for cell in cells(args.quick)}):
            batch, hidden, latent = shape
            training = Training(train, batch, hidden, latent)
            streams.initialize(training.model)
            for epoch in range(1, max(cell[0] for cell in cells(args.quick)) + 1):
                order = streams.permutation("order", epoch, len(train))
                key = streams.key("noise", epoch)
                for start in range(0, len(train), batch):
                    index = order[start:start + batch]
                    twin_step(training, train[index], streams.gaussian(key, start * latent, len(index), latent))
                with torch.no_grad():
                    noise = streams.gaussian(streams.key("evaluation"), 0, len(validation), latent)
                    loss = twin_loss(training.model, validation, noise).item() / len(validation)
                out.writerow([epoch, *shape, f"{loss:.4f}"])


def twin_loss(model, x, noise):
    hidden = torch.relu(model.fc1(x))
    mean, log_var = model.fc21(hidden), model.fc22(hidden)
    z = mean + noise * torch.exp(0.5 * log_var)
    return loss_function(torch.sigmoid(model.fc4(torch.relu(model.fc3(z)))), x, mean, log_var)


def twin_step(training, x, noise):
    training.optimizer.zero_grad(set_to_none=True)
    loss = twin_loss(training.model, x, noise) / len(x)
    loss.backward()
    training.optimizer.step()


def number(text):
    return float(text.strip("[]"))


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    value = next(k for k in rows[0] if k.lower().replace("-", "").endswith("negativeelbo"))
    return {tuple(number(row[k]) for k in KEYS): float(row[value]) for row in rows}


def compare(args):
    ours, theirs = read(args.ours), read(args.theirs)
    if ours.keys() != theirs.keys():
        raise SystemExit(f"cells differ: {sorted(ours.keys() ^ theirs.keys())}")
    gaps = sorted((ours[c] - theirs[c]) / theirs[c] * 100 for c in ours)
    for cell in sorted(ours):
        print(f"  {tuple(int(n) for n in cell)}: {ours[cell]:.2f} {theirs[cell]:.2f}")
    within = sum(abs(g) <= 1 for g in gaps)
    print(f"validation -ELBO against PyTorch's: median {gaps[len(gaps) // 2]:+.2f} %, from {gaps[0]:+.2f} % "
          f"to {gaps[-1]:+.2f} %; within 1 %: {within} of {len(gaps)} cells")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(required=True)
    for name, action, seed in [("run", run, 1), ("twin", twin, 42)]:
        runner = modes.add_parser(name)
        runner.add_argument("--data", required=True)
        runner.add_argument("--out", required=True)
        runner.add_argument("--part", default="1/1")
        runner.add_argument("--threads", type=int, default=1)
        runner.add_argument("--seed", type=int, default=seed)
        runner.add_argument("--quick", action="store_true")
        runner.set_defaults(action=action)
    comparer = modes.add_parser("compare")
    comparer.add_argument("ours")
    comparer.add_argument("theirs")
    comparer.set_defaults(action=compare)
    args = parser.parse_args()
    args.action(args)


if __name__ == "__main__":
    main()
