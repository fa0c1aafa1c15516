package dev.lattice.experiments.cli;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.search.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Shows a training, a redrawn bar on a terminal and one line for each epoch, and stops it between two steps. A stop is no interrupt of
 * the thread, which would break off whatever file is being written.
 */
final class TrainConsole implements TrainingListener {

    private static final long REDRAW_NANOS = 100_000_000;

    private final Console console;
    private final StopSignal stop;
    private final int epochs;
    private final int batch;
    private final int images;
    private final long begin = System.nanoTime();
    private long epochBegin = begin;
    private long drawn;
    private int epochsBefore;
    private String last = "";

    TrainConsole(Console console, ExperimentSpec spec, int images, StopSignal stop) {
        this.console = console;
        this.stop = stop;
        this.epochs = spec.training().epochs();
        this.batch = spec.training().batchSize();
        this.images = images;
    }

    @Override
    public void resumed(List<EpochRecord> done) {
        console.say("goes on after epoch " + done.size());
        epochsBefore = done.size();
        epochBegin = System.nanoTime();
    }

    @Override
    public void stepped(int epoch, int step, int steps) {
        if (stop.stopped()) {
            throw new TrainingStoppedException();
        }
        long now = System.nanoTime();
        if (console.isLive() && (now - drawn > REDRAW_NANOS || step == steps)) {
            drawn = now;
            long done = (long) (epoch - 1) * steps + step;
            long all = (long) epochs * steps;
            double perSecond = Math.min(images, (long) step * batch) / Math.max(1e-9, (now - epochBegin) / 1e9);
            Duration left = Duration.ofNanos(
                    (long) ((now - begin) * ((double) (all - done) / (done - (long) epochsBefore * steps))));
            console.live(List.of(ProgressBar.draw(
                    String.format(Locale.ROOT, "epoch %d/%d  step %d/%d", epoch, epochs, step, steps),
                    done,
                    all,
                    String.format(Locale.ROOT, "%,.0f images/s  %s left%s", perSecond, ProgressBar.time(left), last))));
        }
    }

    @Override
    public void epochEnded(EpochRecord record, Inference current) {
        last = String.format(Locale.ROOT, "  loss %.2f", record.train().objective());
        console.say(String.format(
                Locale.ROOT,
                "epoch %d/%d  train %s%s  %.1f s  %,.0f images/s",
                record.epoch(),
                epochs,
                terms(record.train()),
                record.validation().map(v -> "  validation " + terms(v)).orElse(""),
                record.seconds(),
                images / Math.max(1e-9, record.seconds())));
        epochBegin = System.nanoTime();
    }

    private static String terms(LossTerms terms) {
        return terms.kl() == 0
                ? String.format(Locale.ROOT, "%.2f", terms.reconstruction())
                : String.format(
                        Locale.ROOT,
                        "%.2f (reconstruction %.2f + KL %.2f)",
                        terms.negativeElbo(),
                        terms.reconstruction(),
                        terms.kl());
    }
}
