import * as tf from '@tensorflow/tfjs-core';
import {
  betweenClassCovariance,
  classStatistics,
  neuralCollapse,
  neuralCollapseFromStatistics,
  totalCovariance,
  withinClassCovariance,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { golden, goldenTensor } from '../support/golden.js';

const combinations = [
  ['balanced_mu_G', 'class', 'class', 'nc2_nc3_balanced_mu_G'],
  ['weighted_mu_G', 'sample', 'class', 'nc2_nc3_weighted_mu_G'],
  ['LDA_n_c_over_N', 'sample', 'sample', 'nc2_nc3_weighted_mu_G'],
] as const;

onEveryBackend('the golden values', () => {
  for (const name of ['c4_n60_d7_balanced', 'c4_n60_d7_unbalanced']) {
    const file = golden(name);
    const truth = file.textbook_float64;
    const load = () => ({
      features: goldenTensor(file.features),
      labels: file.labels as number[],
      classifier: { weights: tf.transpose(goldenTensor(file.W)), bias: goldenTensor(file.b) },
    });

    it(`${name}: covariances in every convention`, async () => {
      const { features, labels } = load();
      const s = await classStatistics(features, labels, { scatter: true });
      expectAllClose(s.means, truth.class_means.values);
      expectAllClose(
        s.squaredDeviations.map((sum, c) => sum / s.counts[c]),
        truth.class_var_population.values,
      );
      expectAllClose(withinClassCovariance(s), truth.sigma_w_pooled_1overN.values);
      expectAllClose(totalCovariance(s), truth.sigma_t.values);
      for (const [key, globalMean, weights] of combinations) {
        const key2 = key === 'LDA_n_c_over_N' ? 'sigma_b_LDA_n_c_over_N' : `sigma_b_${key}`;
        expectAllClose(betweenClassCovariance(s, { globalMean, classWeights: weights }), truth[key2].values);
      }
    });

    for (const [key, globalMean, weights, means] of combinations) {
      it(`${name}: every measure, Sigma_B = ${key}`, async () => {
        const { features, labels, classifier } = load();
        const r = await neuralCollapse(features, labels, { classifier, globalMean, classWeights: weights });
        const s = await classStatistics(features, labels, { scatter: true });
        const streamed = await neuralCollapseFromStatistics(s, { classifier, globalMean, classWeights: weights });
        const expected = truth[means];
        for (const record of [r, streamed]) {
          expectClose(record.nc1!, truth.nc1[`tr(Sw Sb+)/C | Sb=${key} | Sw=pooled`]);
          expectClose(record.nc1TraceRatio!, truth.nc1[`tr(Sw)/tr(Sb) | Sb=${key} | Sw=pooled`]);
          expectClose(record.cdnv!, truth.cdnv_galanti);
          expectClose(record.nc2!.equinormness, expected.equinorm_cv_ddof0);
          expectClose(record.nc2!.equiangularity!, expected.equiangle_std_ddof0);
          expectClose(record.nc2!.maxAngle!, expected.max_equiangle_abs_mean);
          expectClose(record.nc2!.etfDistance, expected.etf_error_means_fro);
          expectClose(record.nc2Classifier!.equinormness, truth.W.equinorm_cv_ddof0);
          expectClose(record.nc2Classifier!.equiangularity!, truth.W.equiangle_std_ddof0);
          expectClose(record.nc2Classifier!.maxAngle!, truth.W.max_equiangle_abs_mean);
          expectClose(record.nc2Classifier!.etfDistance, truth.W.etf_error);
          expectClose(record.gnc2!.mean, expected.log_inv_dist_mean_var[0]);
          expectClose(record.gnc2!.variance, expected.log_inv_dist_mean_var[1]);
          expectClose(record.nc3!, expected['nc3_papyan ||W/|W| - M/|M|||_F^2']);
          expectClose(record.nc3Unsquared!, expected.nc3_unsquared);
          expectClose(record.biasCollapse!, expected['bias_collapse ||W mu_G + b||']);
          const cosines: number[] = expected.nc3_cos_per_class.values;
          const mean = cosines.reduce((sum, x) => sum + x, 0) / cosines.length;
          expectClose(record.unc3!, cosines.reduce((sum, x) => sum + (x - mean) ** 2, 0) / cosines.length);
        }
        expectClose(r.nc1!, streamed.nc1!, 1e-6);
        expect(r.nc4).toBeCloseTo(truth.nc4.mismatch_papyan, 12);
        expect(r.nc4Agreement).toBeCloseTo(truth.nc4.agree_with_bias, 12);
        expect(r.nearestClassMeanAccuracy).toBeCloseTo(truth.nc4.ncc_accuracy, 12);
        expect(r.classifierAccuracy).toBeCloseTo(truth.nc4.linear_accuracy, 12);
      });
    }
  }
});
