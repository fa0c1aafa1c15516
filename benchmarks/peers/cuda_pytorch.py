#!/usr/bin/env python3
"""PyTorch on a GPU: trainings of examples/vae's network (784-400-20, batch 128, Adam 1e-3) one after another, on preloaded images.

Prints images a second, eager and with the whole step as one CUDA graph (the batch's indices and the noise are drawn on the card). TF32 is off:
the numbers are f32, as Lattice's. --probe exits with 0 where PyTorch sees a card.
"""
import argparse
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, HIDDEN, LATENT = 128, 400, 20


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, HIDDEN)
        self.fc21 = nn.Linear(HIDDEN, LATENT)
        self.fc22 = nn.Linear(HIDDEN, LATENT)
        self.fc3 = nn.Linear(LATENT, HIDDEN)
        self.fc4 = nn.Linear(HIDDEN, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        mean, log_var = self.fc21(h), self.fc22(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        return self.fc4(F.relu(self.fc3(z))), mean, log_var


def loss_of(model, x):
    logits, mean, log_var = model(x)
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())
    return (reconstruction + kl) / x.shape[0]


def eager(data, epochs):
    model = Vae().cuda()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

    def epoch():
        for index in torch.randperm(len(data), device="cuda").split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            loss_of(model, data[index]).backward()
            optimizer.step()

    return timed(epoch, epochs, len(data))


def graphs(data, epochs):
    model = Vae().cuda()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, capturable=True)
    index = torch.zeros(BATCH, dtype=torch.long, device="cuda")

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(model, data[index]).backward()
        optimizer.step()

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    steps = len(data) // BATCH

    def epoch():
        order = torch.randperm(len(data), device="cuda")
        for s in range(steps):
            index.copy_(order[s * BATCH:(s + 1) * BATCH])
            graph.replay()

    return timed(epoch, epochs, steps * BATCH)


def timed(epoch, epochs, images):
    epoch()
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(epochs):
        epoch()
    torch.cuda.synchronize()
    return epochs * images / (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--images", type=int, default=60000)
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("PyTorch sees no GPU")
    if args.probe:
        return
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.manual_seed(0)
    data = (torch.rand(args.images, 784, device="cuda") < 0.19).float()
    print(f"PyTorch {torch.__version__}, one training after another (128, 400, 20), f32:")
    print(f"  eager        {eager(data, args.epochs):,.0f} images/s")
    print(f"  CUDA graphs  {graphs(data, args.epochs):,.0f} images/s")


if __name__ == "__main__":
    main()
