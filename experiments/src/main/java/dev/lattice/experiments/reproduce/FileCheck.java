package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.SpecBinder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds mistakes in a reproduction file that would otherwise show after hours of training: names of kinds, of their keys and of runs. */
final class FileCheck {

    private static final List<String> NESTED = List.of("of", "to");

    /** What a row of measures has besides the keys of its measure, which is filled in for each of the table's runs. */
    private static final List<String> ROW = List.of("kind", "title", "unit", "only", "run");

    private final Set<String> runs;
    private final String name;

    private FileCheck(ReproductionFile file) {
        name = file.name();
        runs = file.runs().stream().map(ReproductionFile.RunSpec::id).collect(Collectors.toSet());
    }

    /**
     * Checks a file.
     *
     * @throws dev.lattice.core.config.ConfigException that names what is unknown or missing
     */
    static void check(ReproductionFile file) {
        FileCheck check = new FileCheck(file);
        file.claims()
                .forEach(c -> check.measure(
                        "claims." + c.id(), c.measure().kind(), c.measure().options(), List.of()));
        for (ReproductionFile.SectionSpec section : file.sections()) {
            section.figures()
                    .forEach(f -> check.item(
                            section.heading(), "figure", FigureKinds.kinds(), f.kind(), f.options(), List.of()));
            section.tables()
                    .forEach(t -> check.item(
                            section.heading(), "table", TableKinds.kinds(), t.kind(), t.options(), List.of()));
        }
    }

    private void measure(String place, String kind, Map<?, ?> options, List<String> besides) {
        item(place, "measure", Measures.kinds(), kind, options, besides);
        for (String key : NESTED) {
            if (options.get(key) instanceof Map<?, ?> map) {
                measure(place + "." + key, String.valueOf(map.get("kind")), map, List.of("kind"));
            }
        }
    }

    private void item(
            String place,
            String what,
            Map<String, ? extends Kind<?>> kinds,
            String kind,
            Map<?, ?> options,
            List<String> besides) {
        known(place, what, kind, kinds.keySet());
        kinds.get(kind).check(options.keySet().stream().map(String::valueOf).toList(), besides, name + ": " + place);
        if (options.get("run") instanceof String run) {
            known(place, "run", run, runs);
        }
        if (options.get("of") instanceof String run) {
            known(place, "run", run, runs);
        }
        if (options.get("runs") instanceof List<?> list) {
            list.forEach(run -> known(place, "run", String.valueOf(run), runs));
        }
        if (options.get("rows") instanceof List<?> rows) {
            for (Object row : rows) {
                if (row instanceof Map<?, ?> map) {
                    measure(place + ".rows", String.valueOf(map.get("kind")), map, ROW);
                }
            }
        }
    }

    private void known(String place, String what, String value, Collection<String> known) {
        if (!known.contains(value)) {
            throw SpecBinder.unknown(what, value, known).in(name + ": " + place);
        }
    }
}
