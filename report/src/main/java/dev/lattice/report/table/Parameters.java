package dev.lattice.report.table;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parameters of cells, by dotted key such as {@code training.learningRate}. */
public final class Parameters {

    private Parameters() {}

    /** Returns the keys that a study varies: those of its space in order, then any that only its cells name. */
    public static List<String> varied(StudyInfo.View study) {
        Set<String> keys = new LinkedHashSet<>(study.info().space().keySet());
        study.trials().forEach(t -> keys.addAll(t.varied().keySet()));
        return List.copyOf(keys);
    }

    /** Returns every resolved parameter of a cell. */
    public static SortedMap<String, Object> resolved(TrialRecord trial) {
        return flat(trial.experiment());
    }

    /** Returns every parameter of an experiment. */
    public static SortedMap<String, Object> flat(ExperimentSpec experiment) {
        SortedMap<String, Object> flat = new TreeMap<>();
        flatten("", SpecBinder.tree(experiment), flat);
        return flat;
    }

    /** Returns the last part of a key where that is unique among {@code keys}, otherwise all of it. */
    public static String shortName(String key, List<String> keys) {
        String last = last(key);
        return keys.stream().filter(k -> last(k).equals(last)).count() > 1 ? key : last;
    }

    /** Returns a value for people: a list of layers as {@code 400-200}, a number without a needless {@code .0}. */
    public static String text(Object value) {
        if (value == null) {
            return Numbers.ABSENT;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Parameters::text).collect(Collectors.joining("-"));
        }
        if (value instanceof Double || value instanceof Float) {
            return Numbers.parameter(((Number) value).doubleValue());
        }
        return value.toString();
    }

    /** Returns a value as a number to sort or place it by, a list of one layer as its width; empty for anything else. */
    public static Optional<Double> number(Object value) {
        if (value instanceof List<?> list) {
            return list.size() == 1 ? number(list.get(0)) : Optional.empty();
        }
        return value instanceof Number n ? Optional.of(n.doubleValue()) : Optional.empty();
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> flat) {
        tree.forEach((key, value) -> {
            String path = prefix.isEmpty() ? key.toString() : prefix + "." + key;
            if (value instanceof Map<?, ?> section) {
                flatten(path, section, flat);
            } else {
                flat.put(path, value);
            }
        });
    }
}
