"""Child process: measures a workload with one published Python code, or with a float64 reference.

Arguments: name of the peer, folder of the data, N, d, C. The environment variable GEOCOLLAPSE_PEERS names the folder
that holds the checkouts `neural-collapse`, `nc-toolbox` and `RepX`. The protocol is told in contestant.ts.

Only values that share their definition with one of `neuralCollapse` are reported.
"""

import json
import os
import sys
import time

import numpy as np

BATCH = 1000  # rows that rhubarbwu/neural-collapse accumulates at once: its time is the steadiest, and among the shortest


def peak_memory():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def rhubarbwu(features, labels, weights, bias, classes, complete=True):
    """All that its README lists, with the tile size of its MNIST example, or only what ours gives too. It knows no bias."""
    import torch
    from neural_collapse.accumulate import CovarAccumulator, DecAccumulator, MeanAccumulator, VarNormAccumulator
    from neural_collapse.kernels import kernel_stats, log_kernel
    from neural_collapse.measure import (
        clf_ncc_agreement,
        covariance_ratio,
        self_duality_error,
        similarities,
        simplex_etf_error,
        variability_cdnv,
    )

    x, y, w = torch.from_numpy(features), torch.from_numpy(labels).long(), torch.from_numpy(weights)
    d = x.shape[1]

    def run(n):
        batches = list(zip(x[:n].split(BATCH), y[:n].split(BATCH)))
        with torch.no_grad():
            mean = MeanAccumulator(classes, d)
            for batch in batches:
                mean.accumulate(*batch)
            means, centre = mean.compute()
            covariance = CovarAccumulator(classes, d, M=means)
            variances = VarNormAccumulator(classes, d, M=means)
            decisions = DecAccumulator(classes, d, M=means, W=w)
            for batch in batches:
                covariance.accumulate(*batch, means)
                variances.accumulate(*batch, means)
                decisions.accumulate(*batch, w, means)
            within = covariance.compute()
            variance, _ = variances.compute()
            energy = kernel_stats(means, centre, kernel=log_kernel, tile_size=64)
            if complete:
                covariance_ratio(within, means, centre, "svd")  # NC1 a second time
                kernel_stats(means, centre, tile_size=64)  # GNC2 under a kernel that ours lacks
                self_duality_error(w, means, centre)  # of another definition than ours
            return {
                "nc1": covariance_ratio(within, means, centre),
                "nc1TraceRatio": covariance_ratio(within, means, centre, "quotient"),
                "cdnv": variability_cdnv(variance, means, tile_size=64),
                "nc2.etfDistance": simplex_etf_error(means, centre),
                "gnc2.mean": energy[0],
                "gnc2.variance": energy[1],
                "unc3": similarities(w, means, centre, cos=True).var(unbiased=False).item(),
                "nc4Agreement": clf_ncc_agreement(decisions),
            }

    return run, f"torch {torch.__version__}, {torch.get_num_threads()} threads"


def rhubarbwu_shared(*data):
    return rhubarbwu(*data, complete=False)


def nc_toolbox(features, labels, weights, bias, classes):
    """All that its README lists."""
    import nc_toolbox as nctb

    def run(n):
        h, y = features[:n], labels[:n]
        means = nctb.class_embedding_means(h, y)
        variances = nctb.class_embedding_variances(h, y, means)
        centre = nctb.global_embedding_mean(h)
        between, within = nctb.nc1_weak(h, y, means, centre)
        nctb.nc2_equinormness(means, centre)  # these three are of other definitions than ours
        nctb.nc2_equiangularity(means, centre)
        nctb.unc3_uniform_duality(weights, means, centre)
        size = n / classes
        return {
            "nc1": nctb.nc1_strong(h, y, means, centre),
            "nc1TraceRatio": within / between,
            # Its variances divide by N_c - 1; classes are of equal size.
            "cdnv": nctb.nc1_cdnv(means, variances) * (size - 1) / size,
            "gnc2.mean": nctb.gnc2_hypershperical_uniformity(means, centre),
            "nc3Unsquared": nctb.nc3_self_duality(weights, means, centre),
            "nc4Agreement": nctb.nc4_classifier_agreement(h, weights, bias, means),
        }

    return run, f"numpy {np.__version__}"


def repx(features, labels, weights, bias, classes):
    """The measures of its collapse module. It knows no classifier."""
    import repx
    import torch
    from repx.collapse import compute_cdnv, compute_directional_cdnv, compute_etf_deviation

    x, y = torch.from_numpy(features), torch.from_numpy(labels).long()

    def run(n):
        h, classes_of = x[:n], y[:n]
        compute_etf_deviation(h, classes_of, classes)  # of unit vectors, where ours keeps the lengths
        return {
            "cdnv": compute_cdnv(h, classes_of, classes),
            "directionalCdnv": compute_directional_cdnv(h, classes_of, num_classes=classes),
        }

    return run, f"RepX {repx.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads"


def svdvals(features, labels, weights, bias, classes):
    """RankMe as its paper has it, from the singular values in float32."""
    import torch

    x = torch.from_numpy(features)

    def run(n):
        sigma = torch.linalg.svdvals(x[:n])
        p = sigma / sigma.sum()
        return {"rankMe": torch.exp(-(p * torch.log(p)).sum()).item()}

    return run, f"torch {torch.__version__}, {torch.get_num_threads()} threads"


def float64_rank(features, labels, weights, bias, classes):
    """RankMe from singular values in float64."""

    def run(n):
        sigma = np.linalg.svd(features[:n].astype(np.float64), compute_uv=False)
        p = sigma / sigma.sum()
        return {"rankMe": np.exp(-(p * np.log(p)).sum()), "numericalRank": (sigma > sigma[0] * n * 2**-23).sum()}

    return run, f"numpy {np.__version__}"


def float64(features, labels, weights, bias, classes):
    """Independent of all: definitions in float64 of the float32 values, examples in chunks."""
    from reference import measures

    return lambda n: measures(features[:n], labels[:n], weights, bias, classes), f"numpy {np.__version__}"


def main():
    peer, folder, n, d, classes = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    peers = {
        "rhubarbwu/neural-collapse": rhubarbwu,
        "rhubarbwu/neural-collapse, shared measures": rhubarbwu_shared,
        "felixsh/nc-toolbox": nc_toolbox,
        "DLFundamentals/RepX": repx,
        "PyTorch, svdvals": svdvals,
        "float64": float64,
        "float64, rank": float64_rank,
    }
    for checkout in ("neural-collapse", "nc-toolbox", os.path.join("RepX", "src")):
        sys.path.append(os.path.join(os.environ.get("GEOCOLLAPSE_PEERS", "."), checkout))
    read = lambda name, kind, *shape: np.fromfile(os.path.join(folder, name), kind).reshape(shape)
    features = read("features.f32", np.float32, n, d)
    labels = read("labels.i32", np.int32, n)
    weights = np.ascontiguousarray(read("weights.f32", np.float32, d, classes).T)
    bias = read("bias.f32", np.float32, classes)
    run, version = peers[peer](features, labels, weights, bias, classes)
    reset_peak()
    print(json.dumps({"ready": version}), flush=True)
    for line in sys.stdin:
        rows = json.loads(line).get("rows") or n
        start = time.perf_counter()
        values = run(rows)
        seconds = time.perf_counter() - start
        values = {name: float(value) for name, value in values.items()}
        print(json.dumps({"seconds": seconds, "values": values, "peak": peak_memory()}), flush=True)


try:
    main()
except Exception as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}".splitlines()[0]}), flush=True)
