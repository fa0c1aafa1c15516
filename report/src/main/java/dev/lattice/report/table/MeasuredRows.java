package dev.lattice.report.table;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.RankedTrial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** What was measured of compared models, as means over the seeds of a row, and the sentences that say what it is. */
final class MeasuredRows {

    private static final List<String> SHOWN =
            List.of(Measured.NEGATIVE_LOG_LIKELIHOOD, Measured.NEIGHBOUR_ACCURACY, Measured.FRECHET_DISTANCE);

    private final Map<Candidate, List<List<Measured>>> rows = new LinkedHashMap<>();

    MeasuredRows(List<Candidate> candidates, IntFunction<List<Measured>> measured) {
        for (Candidate row : candidates) {
            rows.put(
                    row,
                    row.cells().stream()
                            .map(RankedTrial::trial)
                            .map(trial -> measured.apply(trial.number()))
                            .toList());
        }
    }

    /** Returns whether some model has this number, or a word why it has none. */
    boolean any(String name) {
        return rows.keySet().stream().anyMatch(row -> first(row, name).isPresent());
    }

    /** Returns the mean over a row's seeds, NaN if one of them lacks the number. */
    double value(Candidate row, String name) {
        return mean(row, name, Measured::value);
    }

    /**
     * Returns the mean over seeds of the standard errors over images: as the images are the same, that of the mean over seeds is
     * no larger.
     */
    double standardError(Candidate row, String name) {
        return mean(row, name, Measured::standardError);
    }

    /** Returns the number of draws of the likelihoods; several of them where models were measured differently. */
    String draws() {
        return numbers(Measured.NEGATIVE_LOG_LIKELIHOOD)
                .map(m -> m.context().samples())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" or "));
    }

    /** Returns what the numbers are, and why some are not there. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (numbers(Measured.NEGATIVE_LOG_LIKELIHOOD).findAny().isPresent()) {
            notes.add(likelihood());
        }
        numbers(Measured.NEIGHBOUR_ACCURACY)
                .findFirst()
                .ifPresent(m -> notes.add(
                        "k-NN: share of the held-out images whose class is that of most of the nearest " + "codes μ ("
                                + m.note().split(";")[0] + ")." + labelled("the encoder is given the label")));
        numbers(Measured.FRECHET_DISTANCE)
                .findFirst()
                .ifPresent(m -> notes.add("Fréchet: distance of " + m.note() + classifier() + "."));
        reasons().forEach((reason, names) -> notes.add("– " + String.join(", ", names) + ": " + reason + "."));
        return notes;
    }

    private String likelihood() {
        boolean grey = numbers(Measured.NEGATIVE_LOG_LIKELIHOOD)
                .anyMatch(m -> m.context().binarization() == Binarization.NONE
                        && m.context().likelihood() == Likelihood.BERNOULLI);
        return "NLL: −log p(x) by importance sampling with K = " + draws()
                + " draws of each held-out image, an upper bound in expectation; ± is the standard error over images."
                + (grey ? " Grey pixels: cross-entropies of an unnormalized p, no likelihoods." : "")
                + labelled("−log p(x|y), the label given");
    }

    private String labelled(String what) {
        List<String> names = rows.keySet().stream()
                .filter(row -> first(row, Measured.NEGATIVE_LOG_LIKELIHOOD)
                        .or(() -> first(row, Measured.NEIGHBOUR_ACCURACY))
                        .filter(m -> m.context().givenLabel())
                        .isPresent())
                .map(MeasuredRows::name)
                .toList();
        return names.isEmpty() ? "" : " Of " + String.join(", ", names) + ": " + what + ".";
    }

    private String classifier() {
        String accuracy = numbers(Measured.CLASSIFIER_ACCURACY)
                .findFirst()
                .map(m -> String.format(Locale.ROOT, ", accuracy %.4f on the held-out images", m.value()))
                .orElse("");
        return accuracy
                + numbers(Measured.FRECHET_DISTANCE_OF_TRAINING)
                        .findFirst()
                        .map(m -> "; training images come to " + Numbers.measured(m.value()))
                        .orElse("");
    }

    /** Returns the rows that lack a number, by the reason. */
    private Map<String, List<String>> reasons() {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        boolean some = SHOWN.stream().anyMatch(this::any);
        rows.forEach((row, cells) -> {
            if (some && cells.stream().anyMatch(List::isEmpty)) {
                reasons.computeIfAbsent("its model was not kept, or not measured", r -> new ArrayList<>())
                        .add(name(row));
            }
            SHOWN.stream()
                    .flatMap(name -> first(row, name).stream())
                    .filter(m -> m.value() == null)
                    .map(Measured::note)
                    .distinct()
                    .forEach(note -> reasons.computeIfAbsent(note, r -> new ArrayList<>())
                            .add(name(row)));
        });
        return reasons;
    }

    private java.util.stream.Stream<Measured> numbers(String name) {
        return rows.keySet().stream().flatMap(row -> first(row, name).stream()).filter(m -> m.value() != null);
    }

    private Optional<Measured> first(Candidate row, String name) {
        return rows.get(row).stream().flatMap(cell -> of(cell, name).stream()).findFirst();
    }

    private double mean(Candidate row, String name, java.util.function.Function<Measured, Double> number) {
        double sum = 0;
        for (List<Measured> cell : rows.get(row)) {
            sum += of(cell, name).map(number).orElse(Double.NaN);
        }
        return sum / rows.get(row).size();
    }

    private static Optional<Measured> of(List<Measured> cell, String name) {
        return cell.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    private static String name(Candidate row) {
        return row.first().trial().experiment().name();
    }
}
