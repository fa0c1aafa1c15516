#!/usr/bin/env python3
"""The convolutional VAE of the bundled experiment mnist-conv in plain PyTorch.

Four 3x3 convolutions of FILTERS filters, strides 1, 2, 2, 1, LeakyReLU(0.01); linear heads to LATENT dimensions; a linear
layer and the four transposed convolutions back; sigmoid, squared error and KL, Adam 5e-4. Images are preloaded into one
tensor and batches are taken by shuffled index, as in pytorch_vae.py. Modes:
  step   median ms per training step of one shape
  serve  the same for each line "batch filters latent seconds" on stdin, models kept warm between lines
Set OMP_NUM_THREADS before starting. --channels-last keeps activations in that order, which another oneDNN kernel runs.
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


class ConvVae(nn.Module):
    def __init__(self, filters, latent):
        super().__init__()
        strides = [1, 2, 2, 1]
        encoder, channels = [], 1
        for stride in strides:
            encoder += [nn.Conv2d(channels, filters, 3, stride, padding=1), nn.LeakyReLU(0.01)]
            channels = filters
        self.encoder = nn.Sequential(*encoder, nn.Flatten())
        self.mean = nn.Linear(49 * filters, latent)
        self.log_var = nn.Linear(49 * filters, latent)
        decoder = [nn.Linear(latent, 49 * filters), nn.Unflatten(1, (filters, 7, 7))]
        for i, stride in enumerate(reversed(strides)):
            last = i == len(strides) - 1
            decoder += [nn.ConvTranspose2d(filters, 1 if last else filters, 3, stride, padding=1, output_padding=stride - 1)]
            decoder += [nn.Sigmoid() if last else nn.LeakyReLU(0.01)]
        self.decoder = nn.Sequential(*decoder)

    def forward(self, x):
        h = self.encoder(x)
        mean, log_var = self.mean(h), self.log_var(h)
        std = torch.exp(0.5 * log_var)
        z = mean + torch.randn_like(std) * std
        return self.decoder(z), mean, log_var


def loss_function(recon, x, mean, log_var):
    error = F.mse_loss(recon, x, reduction="sum")
    return error - 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())


def images(folder, part="train"):
    with gzip.open(os.path.join(folder, f"{part}-images-idx3-ubyte.gz")) as file:
        data = bytearray(file.read())
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).view(-1, 1, 28, 28).float().div(255)


class Training:
    """A training that can be left and gone on with."""

    def __init__(self, data, batch, filters, latent, channels_last=False):
        self.data, self.batch = data, batch
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.model = ConvVae(filters, latent).to(memory_format=self.format)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=5e-4)
        self.order = iter(())
        self.last_loss = float("nan")

    def step(self, index):
        x = self.data[index].contiguous(memory_format=self.format)
        self.optimizer.zero_grad(set_to_none=True)
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


def step_mode(args, data):
    training = Training(data, args.batch, args.filters, args.latent, args.channels_last)
    times = [training.timed_step() for _ in range(args.warmup + args.steps)]
    print(f"pytorch {torch.__version__} threads={args.threads} ({args.batch},{args.filters},{args.latent}): "
          f"{statistics.median(times[args.warmup:]):.3f} ms/step, last loss {training.last_loss:.1f}")


def serve_mode(args, data):
    trainings = {}
    print(f"ready {torch.__version__}", flush=True)
    for line in sys.stdin:
        *shape, seconds = line.split()
        shape = tuple(int(s) for s in shape)
        if shape not in trainings:
            trainings[shape] = Training(data, *shape, args.channels_last)
            for _ in range(args.warmup):
                trainings[shape].timed_step()
        times, end = [], time.perf_counter() + float(seconds)
        while not times or time.perf_counter() < end:
            times.append(trainings[shape].timed_step())
        print(statistics.median(times), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", choices=["step", "serve"], default="step")
    parser.add_argument("--data", required=True, help="folder with MNIST's four .gz files")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--latent", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--channels-last", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    {"step": step_mode, "serve": serve_mode}[args.mode](args, images(args.data))


if __name__ == "__main__":
    main()
