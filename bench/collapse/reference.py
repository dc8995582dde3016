"""The measures of `neuralCollapse` restated in float64 numpy, for classes of equal size."""

import numpy as np

CHUNK = 5000


def measures(features, labels, weights, bias, classes):
    n, d = features.shape
    w, b = weights.astype(np.float64), bias.astype(np.float64)
    counts = np.bincount(labels, minlength=classes)
    means = np.zeros((classes, d))
    for start in range(0, n, CHUNK):
        chunk, y = features[start : start + CHUNK].astype(np.float64), labels[start : start + CHUNK]
        means += np.eye(classes)[:, y] @ chunk
    means /= counts[:, None]
    centre = counts @ means / n
    m = means - centre

    _, singular, basis = np.linalg.svd(m / np.sqrt(classes), full_matrices=False)
    kept = singular > singular[0] * 1e-10
    whitening = basis[kept].T / singular[kept]  # Sigma_B^+ = whitening . whitening^T

    squares, squares_along = np.zeros(classes), np.zeros((classes, classes))
    nc1, agreements, at_nearest, at_argmax = 0.0, 0, 0, 0
    gram = m @ m.T
    distances = np.add.outer(np.diag(gram), np.diag(gram)) - 2 * gram  # of centred means: nothing cancels
    np.fill_diagonal(distances, 0)
    for start in range(0, n, CHUNK):
        chunk, y = features[start : start + CHUNK].astype(np.float64), labels[start : start + CHUNK]
        residuals = chunk - means[y]
        own = np.eye(classes)[:, y]  # [C, rows]
        squares += own @ (residuals**2).sum(1)
        nc1 += ((residuals @ whitening) ** 2).sum()
        products = residuals @ m.T
        products -= products[np.arange(len(y)), y][:, None]  # r . (mu_c - mu_y)
        squares_along += own @ products**2
        nearest = (distances[y] - 2 * products).argmin(1)
        argmax = (chunk @ w.T + b).argmax(1)
        agreements += (nearest == argmax).sum()
        at_nearest += (nearest == y).sum()
        at_argmax += (argmax == y).sum()

    pairs = ~np.eye(classes, dtype=bool)
    variances = squares / counts
    norms = np.linalg.norm(m, axis=1)
    unit = m / norms[:, None]
    cosines = (unit @ unit.T)[pairs]
    energies = -0.5 * np.log(2 - 2 * cosines)
    between = m @ m.T
    etf = (np.eye(classes) - 1 / classes) / np.sqrt(classes - 1)
    duality = w / np.linalg.norm(w) - m / np.linalg.norm(m)
    aligned = (w * unit).sum(1) / np.linalg.norm(w, axis=1)
    return {
        "nc1": nc1 / n / classes,
        "nc1TraceRatio": squares.sum() / n / ((m**2).sum() / classes),
        "cdnv": (np.add.outer(variances, variances)[pairs] / 2 / distances[pairs]).mean(),
        "directionalCdnv": ((squares_along / counts[:, None])[pairs] / distances[pairs] ** 2).mean(),
        "nc2.equinormness": norms.std() / norms.mean(),
        "nc2.equiangularity": cosines.std(),
        "nc2.maxAngle": np.abs(cosines + 1 / (classes - 1)).mean(),
        "nc2.etfDistance": np.linalg.norm(between / np.linalg.norm(between) - etf),
        "gnc2.mean": energies.mean(),
        "gnc2.variance": energies.var(),
        "unc3": aligned.var(),
        "nc3Unsquared": np.linalg.norm(duality),
        "biasCollapse": np.linalg.norm(w @ centre + b),
        "nc4Agreement": agreements / n,
        "nearestClassMeanAccuracy": at_nearest / n,
        "classifierAccuracy": at_argmax / n,
    }
