"""Reads CIFAR-10 from memory as NumPy users do: prints the processor time of each reading as JSON."""

import json
import sys
import time

import numpy as np

folder, rounds = sys.argv[1], int(sys.argv[2])
NAMES = [f"data_batch_{i}.bin" for i in range(1, 6)]


def read(batches):
    records = [np.frombuffer(batch, np.uint8).reshape(-1, 3073) for batch in batches]
    labels = np.concatenate([batch[:, 0] for batch in records])
    planes = np.concatenate([batch[:, 1:] for batch in records]).reshape(-1, 3, 32, 32)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels


train = [open(f"{folder}/{name}", "rb").read() for name in NAMES]
test = [open(f"{folder}/test_batch.bin", "rb").read()]
seconds = []
for round in range(rounds + 2):
    start = time.process_time()
    parts = read(train), read(test)
    if round >= 2:  # the first two warm up
        seconds.append(time.process_time() - start)
print(json.dumps(seconds))
