package dev.lattice.search.schedule;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names cells by what their results depend on: the resolved experiment, the images and the version of the numerics. Name and
 * description of the experiment, its snapshots, the place of its files, the engine and the number of workers are no part of it.
 */
public final class TrialId {

    /**
     * Version of everything that turns an experiment into numbers: random streams, initial weights, losses, optimizers,
     * metrics. Raised when results change; cells of another version are then owed again.
     */
    public static final int NUMERICS_VERSION = 2;

    /** 64 bits: two of a million cells collide once in 37 million studies. */
    private static final int BYTES = 8;

    private TrialId() {}

    /**
     * Returns the id of a cell.
     *
     * @param dataChecksum of the data set
     */
    public static String of(ExperimentSpec experiment, String dataChecksum) {
        return hash(identity(experiment), dataChecksum);
    }

    /** Returns the id that cells share which differ in the number of epochs only. */
    public static String lineage(ExperimentSpec experiment, String dataChecksum) {
        Map<String, Object> tree = identity(experiment);
        ((Map<?, ?>) tree.get("training")).remove("epochs");
        return hash(tree, dataChecksum);
    }

    private static Map<String, Object> identity(ExperimentSpec experiment) {
        Map<String, Object> tree = SpecBinder.tree(experiment);
        tree.keySet().removeAll(java.util.List.of("name", "description", "evaluateTest"));
        Map<?, ?> dataset = (Map<?, ?>) tree.get("dataset");
        dataset.remove("path");
        dataset.remove("testPath");
        // The first of several repeats is the cell that a search without repeats has.
        if (experiment.splitSeed() == experiment.seed()) {
            dataset.remove("splitSeed");
        }
        ((Map<?, ?>) tree.get("training")).remove("snapshots");
        return tree;
    }

    private static String hash(Map<String, Object> tree, String dataChecksum) {
        String text = SpecBinder.json(Map.of("experiment", tree, "data", dataChecksum, "numerics", NUMERICS_VERSION));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
