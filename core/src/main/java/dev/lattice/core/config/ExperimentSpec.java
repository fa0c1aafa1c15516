package dev.lattice.core.config;

import dev.lattice.core.random.Seeds;

/**
 * One training, completely described: what is needed to run it again.
 *
 * @param name names the results folder; letters, digits, dot, dash, underscore
 * @param description one line for {@code lattice experiments}
 * @param seed root of every random stream
 * @param dataset the images
 * @param model the network and its objective
 * @param training the optimization
 * @param evaluateTest whether {@code train} opens the test images once at its end; a search never does
 */
public record ExperimentSpec(
        String name,
        String description,
        Long seed,
        DatasetSpec dataset,
        ModelSpec model,
        TrainingSpec training,
        Boolean evaluateTest) {

    /** Fills in defaults and checks the name. */
    public ExperimentSpec {
        Check.notBlank("name", name);
        Check.require(
                name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name",
                "must start with a letter or digit and hold only letters, digits, '.', '_' and '-'",
                name);
        description = description == null ? "" : description;
        seed = seed == null ? 42L : seed;
        Check.require(dataset != null, "dataset", "must be given", null);
        model = model == null ? ModelSpec.defaults() : model;
        training = training == null ? new TrainingSpec(null, null, null, null, null, null, null) : training;
        evaluateTest = evaluateTest != null && evaluateTest;
    }

    /** Returns the seed by which the images are split. */
    public long splitSeed() {
        return dataset.splitSeed().orElse(seed);
    }

    /** Returns the random streams. */
    public Seeds seeds() {
        return new Seeds(seed, splitSeed());
    }

    /** Returns the same experiment on the same split of its images, with another seed for everything else. */
    public ExperimentSpec repeated(long newSeed) {
        return new ExperimentSpec(name, description, newSeed, dataset, model, training, evaluateTest)
                .splitBy(splitSeed());
    }

    /** Returns the same experiment, its images split by a seed; one that its data set gives itself stays. */
    public ExperimentSpec splitBy(long splitSeed) {
        if (dataset.splitSeed().isPresent() || splitSeed == seed) {
            return this;
        }
        return new ExperimentSpec(
                name, description, seed, dataset.withSplitSeed(splitSeed), model, training, evaluateTest);
    }

    /** Returns the same experiment with another training. */
    public ExperimentSpec withTraining(TrainingSpec newTraining) {
        return new ExperimentSpec(name, description, seed, dataset, model, newTraining, evaluateTest);
    }

    /** Returns the same experiment with another number of epochs. */
    public ExperimentSpec withEpochs(int epochs) {
        return withTraining(training.withEpochs(epochs));
    }
}
