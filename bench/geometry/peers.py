"""Child process: geometric complexity of the same network in PyTorch. One JSON request a line, one JSON answer a line.

Arguments: folder with weights.json and weights.f32, folder with jacobian_regularizer (or nothing). The weights come in the order of the
layers: per convolution kernel [h, w, c, f], bias, batch norm's scale, offset, mean, variance.
"""
import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn as nn

torch.set_num_threads(2)


def answer(**values):
    print(json.dumps(values), flush=True)


def load(folder):
    """VGG with batch norm up to its embedding, from TensorFlow.js weights."""
    meta = json.load(open(f"{folder}/weights.json"))
    flat = np.fromfile(f"{folder}/weights.f32", dtype=np.float32)
    weights, at = {}, 0
    for entry in meta["weights"]:
        size = int(np.prod(entry["shape"]))
        weights[entry["name"]] = torch.from_numpy(flat[at : at + size].reshape(entry["shape"]).copy())
        at += size
    layers = []
    for block in meta["blocks"]:
        for name in block:
            kernel = weights[f"{name}/kernel"].permute(3, 2, 0, 1).contiguous()
            conv = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            conv.weight.data, conv.bias.data = kernel, weights[f"{name}/bias"]
            norm = nn.BatchNorm2d(kernel.shape[0], eps=1e-5)
            norm.weight.data, norm.bias.data = weights[f"{name}_bn/gamma"], weights[f"{name}_bn/beta"]
            norm.running_mean, norm.running_var = weights[f"{name}_bn/moving_mean"], weights[f"{name}_bn/moving_variance"]
            layers += [conv, norm, nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return net


def main():
    folder = sys.argv[1]
    net = load(folder)
    regulariser = None
    if len(sys.argv) > 2:
        sys.path.insert(0, sys.argv[2])
        from jacobian import JacobianReg as regulariser
    count, height, width, channels = json.load(open(f"{folder}/images.json"))["shape"]
    images = np.fromfile(f"{folder}/images.f32", dtype=np.float32).reshape(count, height, width, channels)
    images = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    answer(ready=f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    for line in sys.stdin:
        request = json.loads(line)
        x = images[: request.get("images", count)].clone().requires_grad_(True)
        start = time.perf_counter()
        if request["method"] == "features":
            value = net(x)[0].tolist()
        elif request["method"] == "exact":  # one product for each of the first `rows` outputs
            y = net(x)
            total = 0.0
            for j in range(request.get("rows", y.shape[1])):
                v = torch.zeros_like(y)
                v[:, j] = 1
                (product,) = torch.autograd.grad(y, x, v, retain_graph=True)
                total += float((product**2).sum())
            value = total / len(x)
        elif request["method"] == "regulariser":
            value = 2 * float(regulariser(n=request["probes"])(x, net(x)))
        seconds = time.perf_counter() - start
        answer(seconds=seconds, value=value, peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


main()
