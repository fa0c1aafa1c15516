package dev.lattice.core.engine.pack;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.Packing;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trains packs of dense networks on some device; models that are used alone are another engine's. */
public class PackEngine implements TrainingEngine, Packing {

    private final String name;
    private final PackDevice.Maker devices;
    private final TrainingEngine models;

    /**
     * Creates an engine.
     *
     * @param name in {@code --engine}
     * @param devices what packs run on
     * @param models loads trained models
     */
    public PackEngine(String name, PackDevice.Maker devices, TrainingEngine models) {
        this.name = name;
        this.devices = devices;
        this.models = models;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String backend() {
        return devices.toString();
    }

    @Override
    public final Optional<String> refusal(ExperimentSpec spec) {
        Variant variant = Variants.configured(spec.model());
        if (variant.objective().isPresent() || variant.codeTerm().isPresent()) {
            return Optional.of("the " + name + " engine does not know the objective of variant '"
                    + spec.model().variant() + "'");
        }
        if (spec.model().conv().isPresent()) {
            return Optional.of("the " + name + " engine trains dense networks only, not 'model.conv'");
        }
        Optional<String> missing = devices.refusal();
        if (missing.isEmpty() && !devices.supports(spec.training().precision())) {
            return Optional.of("'training.precision' "
                    + spec.training().precision().name().toLowerCase(java.util.Locale.ROOT)
                    + " cannot be had on this device");
        }
        return missing;
    }

    @Override
    public final Optional<Packing> packing() {
        return Optional.of(this);
    }

    @Override
    public final TrainingSession open(TrainingTask task) {
        return open(List.of(task)).get(0);
    }

    @Override
    public final Inference load(TrainedModel model) {
        return models.load(model);
    }

    private record Key(int batchSize, Object precision) {}

    @Override
    public final Object key(ExperimentSpec spec) {
        return new Key(spec.training().batchSize(), spec.training().precision());
    }

    @Override
    public final long bytes(TrainingTask task) {
        return Pack.bytes(task);
    }

    @Override
    public final long capacity() {
        return devices.freeBytes() / devices.atOnce();
    }

    @Override
    public final int atOnce() {
        return devices.atOnce();
    }

    @Override
    public final List<TrainingSession> open(List<TrainingTask> tasks) {
        PackMeeting meeting = new PackMeeting(new Pack(tasks, devices), tasks.size());
        List<TrainingSession> sessions = new ArrayList<>();
        for (int m = 0; m < tasks.size(); m++) {
            sessions.add(new PackMember(meeting, m, tasks.get(m), models::load));
        }
        return sessions;
    }
}
