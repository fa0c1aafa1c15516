/**
 * Figures, each drawn once and written as PNG (twice the nominal size) and SVG.
 *
 * <p>A {@link dev.lattice.report.figure.Figure} is a size and something that paints on a
 * {@link dev.lattice.report.figure.Canvas}; {@link dev.lattice.report.figure.RasterCanvas} and
 * {@link dev.lattice.report.figure.SvgCanvas} are the two canvases, so that both files show the same. Charts
 * ({@link dev.lattice.report.figure.LearningCurves}, {@link dev.lattice.report.figure.ParameterEffects},
 * {@link dev.lattice.report.figure.HeatMap}, {@link dev.lattice.report.figure.LatentScatter}) share
 * {@link dev.lattice.report.figure.Axis} and {@link dev.lattice.report.figure.PlotArea}; pictures share
 * {@link dev.lattice.report.figure.ImageGrid}. Nothing is cut off silently: what lies outside an axis is counted in the
 * figure.
 */
package dev.lattice.report.figure;
