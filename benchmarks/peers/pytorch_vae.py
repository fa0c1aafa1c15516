#!/usr/bin/env python3
"""Median ms per training step of the VAE of PyTorch's own examples/vae: 784-H-Z-H-784, ReLU, Bernoulli, Adam 1e-3.

Images are preloaded into one tensor and batches are taken by shuffled index. Set OMP_NUM_THREADS before
starting, and OPENBLAS_CORETYPE to the fastest for the CPU: try SKYLAKEX, HASWELL and none.
"""
import argparse
import gzip
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


class Vae(nn.Module):
    def __init__(self, hidden, latent):
        super().__init__()
        self.fc1 = nn.Linear(784, hidden)
        self.fc21 = nn.Linear(hidden, latent)
        self.fc22 = nn.Linear(hidden, latent)
        self.fc3 = nn.Linear(latent, hidden)
        self.fc4 = nn.Linear(hidden, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        mean, log_var = self.fc21(h), self.fc22(h)
        std = torch.exp(0.5 * log_var)
        z = mean + torch.randn_like(std) * std
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mean, log_var


def loss_function(recon, x, mean, log_var):
    bce = F.binary_cross_entropy(recon.float(), x, reduction="sum")
    mean, log_var = mean.float(), log_var.float()
    return bce - 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())


def images(folder):
    with gzip.open(os.path.join(folder, "train-images-idx3-ubyte.gz")) as file:
        data = bytearray(file.read())
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).view(-1, 784).float().div(255)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder with train-images-idx3-ubyte.gz")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--latent", type=int, default=20)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--warmup", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dtype", choices=["f32", "bf16"], default="f32")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    data = images(args.data)
    model = Vae(args.hidden, args.latent)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    times, losses = [], []
    order = iter(())
    while len(times) < args.warmup + args.steps:
        index = next(order, None)
        if index is None:
            order = iter(torch.randperm(len(data)).split(args.batch))
            continue
        if len(index) < args.batch:
            continue
        start = time.perf_counter()
        x = data[index]
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.dtype == "bf16"):
            recon, mean, log_var = model(x)
        loss = loss_function(recon, x, mean, log_var)
        loss.backward()
        optimizer.step()
        losses.append(loss.item() / args.batch)
        times.append((time.perf_counter() - start) * 1e3)
    median = statistics.median(times[args.warmup:])
    print(f"pytorch {torch.__version__} {args.dtype} threads={args.threads} "
          f"({args.batch},{args.hidden},{args.latent}): {median:.3f} ms/step, last loss {losses[-1]:.1f}")


if __name__ == "__main__":
    main()
