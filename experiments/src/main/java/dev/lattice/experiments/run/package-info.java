/**
 * What the commands do, without the command line: where experiments, data, engines, studies and models are put together.
 *
 * <p>{@link dev.lattice.experiments.run.Results} knows the results folder, {@link dev.lattice.experiments.run.Engines} chooses
 * what computes, {@link dev.lattice.experiments.run.LoadedData} reads each data set once;
 * {@link dev.lattice.experiments.run.ModelTraining} trains one model and {@link dev.lattice.experiments.run.StudyRun} sweeps
 * and reports; {@link dev.lattice.experiments.run.ModelLocation} finds a model again. Every result carries what
 * {@link dev.lattice.experiments.run.Origin} says about this build and machine.
 */
package dev.lattice.experiments.run;
