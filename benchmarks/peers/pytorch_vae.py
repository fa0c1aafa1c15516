#!/usr/bin/env python3
"""The VAE of PyTorch's own examples/vae: 784-H-Z-H-784, ReLU, Bernoulli, Adam 1e-3.

Images are preloaded into one tensor and batches are taken by shuffled index. Modes:
  step   median ms per training step of one shape
  serve  the same for each line "batch hidden latent seconds" on stdin, models kept warm between lines
  train  trains for --epochs and prints the test -ELBO with z sampled, nats per image, and the seconds of training
Set OMP_NUM_THREADS before starting, and OPENBLAS_CORETYPE to the fastest for the CPU.
"""
import argparse
import gzip
import os
import statistics
import sys
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


def images(folder, part="train"):
    with gzip.open(os.path.join(folder, f"{part}-images-idx3-ubyte.gz")) as file:
        data = bytearray(file.read())
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).view(-1, 784).float().div(255)


class Training:
    """A training that can be left and gone on with."""

    def __init__(self, data, batch, hidden, latent, dtype="f32"):
        self.data, self.batch, self.dtype = data, batch, dtype
        self.model = Vae(hidden, latent)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.order = iter(())
        self.last_loss = float("nan")

    def step(self, index):
        x = self.data[index]
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.dtype == "bf16"):
            recon, mean, log_var = self.model(x)
        loss = loss_function(recon, x, mean, log_var)
        loss.backward()
        self.optimizer.step()
        self.last_loss = loss.item() / len(index)

    def full_batch(self):
        while True:
            index = next(self.order, None)
            if index is None:
                self.order = iter(torch.randperm(len(self.data)).split(self.batch))
            elif len(index) == self.batch:
                return index

    def timed_step(self):
        index = self.full_batch()
        start = time.perf_counter()
        self.step(index)
        return (time.perf_counter() - start) * 1e3

    def epoch(self):
        for index in torch.randperm(len(self.data)).split(self.batch):
            self.step(index)

    def negative_elbo(self, data):
        with torch.no_grad():
            return sum(loss_function(*_forward(self.model, x)).item() for x in data.split(500)) / len(data)


def _forward(model, x):
    recon, mean, log_var = model(x)
    return recon, x, mean, log_var


def step_mode(args, data):
    training = Training(data, args.batch, args.hidden, args.latent, args.dtype)
    times = [training.timed_step() for _ in range(args.warmup + args.steps)]
    print(f"pytorch {torch.__version__} {args.dtype} threads={args.threads} "
          f"({args.batch},{args.hidden},{args.latent}): {statistics.median(times[args.warmup:]):.3f} ms/step, "
          f"last loss {training.last_loss:.1f}")


def serve_mode(args, data):
    trainings = {}
    print(f"ready {torch.__version__}", flush=True)
    for line in sys.stdin:
        *shape, seconds = line.split()
        shape = tuple(int(s) for s in shape)
        if shape not in trainings:
            trainings[shape] = Training(data, *shape, args.dtype)
            for _ in range(args.warmup):
                trainings[shape].timed_step()
        times, end = [], time.perf_counter() + float(seconds)
        while not times or time.perf_counter() < end:
            times.append(trainings[shape].timed_step())
        print(statistics.median(times), flush=True)


def train_mode(args, data):
    training = Training(data, args.batch, args.hidden, args.latent, args.dtype)
    test = images(args.data, "t10k")
    seconds = 0.0
    for epoch in range(1, args.epochs + 1):
        start = time.perf_counter()
        training.epoch()
        seconds += time.perf_counter() - start
        print(f"epoch {epoch}: test -ELBO {training.negative_elbo(test):.2f} nats, "
              f"{seconds:.1f} s of training", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", choices=["step", "serve", "train"], default="step")
    parser.add_argument("--data", required=True, help="folder with MNIST's four .gz files")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--latent", type=int, default=20)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--warmup", type=int, default=30)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dtype", choices=["f32", "bf16"], default="f32")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    {"step": step_mode, "serve": serve_mode, "train": train_mode}[args.mode](args, images(args.data))


if __name__ == "__main__":
    main()
