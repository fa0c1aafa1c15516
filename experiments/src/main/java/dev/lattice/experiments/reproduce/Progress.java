package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.search.StopSignal;
import dev.lattice.search.SweepListener;
import dev.lattice.search.SweepOutcome;

/** Hears how a reproduction goes, and may stop what runs. */
public interface Progress {

    /** Says something in a line. */
    void say(String line);

    /** Carries a training out with a listener, which may stop it by a {@link dev.lattice.core.engine.TrainingStoppedException}. */
    void training(ExperimentSpec spec, int images, java.util.function.Consumer<TrainingListener> run);

    /** Carries a sweep out with a listener, stopped by the signal. */
    SweepOutcome sweep(java.util.function.BiFunction<SweepListener, StopSignal, SweepOutcome> run);

    /** Returns a progress that says nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void say(String line) {}

            @Override
            public void training(ExperimentSpec spec, int images, java.util.function.Consumer<TrainingListener> run) {
                run.accept(new TrainingListener() {});
            }

            @Override
            public SweepOutcome sweep(java.util.function.BiFunction<SweepListener, StopSignal, SweepOutcome> run) {
                return run.apply(new SweepListener() {}, new StopSignal());
            }
        };
    }
}
