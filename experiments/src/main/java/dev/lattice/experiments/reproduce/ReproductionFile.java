package dev.lattice.experiments.reproduce;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.experiments.spec.YamlText;
import dev.lattice.report.claim.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A published report as a file: what is run, what is shown, what is claimed. Bundled files lie on the class path under
 * {@code /reproductions}.
 *
 * @param name of the folder of its results
 * @param title of its page
 * @param about what the report did, in a few sentences
 * @param size how the runs differ from the published size, in a sentence; empty if they do not
 * @param runs in the order in which they are carried out
 * @param sections of the page
 * @param claims in the order of the table
 */
public record ReproductionFile(
        String name,
        String title,
        String about,
        String size,
        List<RunSpec> runs,
        List<SectionSpec> sections,
        List<ClaimSpec> claims) {

    private static final String FOLDER = "/reproductions/";

    /** Fills in defaults and checks names and references. */
    public ReproductionFile {
        Check.require(
                name != null && name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name",
                "must start with a letter or digit and hold only letters, digits, '.', '_' and '-'",
                name);
        Check.notBlank("title", title);
        about = about == null ? "" : about;
        size = size == null ? "" : size;
        runs = List.copyOf(Check.notEmpty("runs", runs == null ? List.of() : runs));
        sections = sections == null ? List.of() : List.copyOf(sections);
        claims = List.copyOf(Check.notEmpty("claims", claims == null ? List.of() : claims));
        Set<String> ids = new HashSet<>();
        for (RunSpec run : runs) {
            Check.require(
                    run.bestOf().isEmpty() || ids.contains(run.bestOf()),
                    "runs.bestOf",
                    "must name an earlier run",
                    run.bestOf());
            Check.require(ids.add(run.id()), "runs.id", "must be given once", run.id());
        }
        Set<String> claimed = new HashSet<>();
        claims.forEach(c -> Check.require(claimed.add(c.id()), "claims.id", "must be given once", c.id()));
    }

    /**
     * One thing to run.
     *
     * @param id what figures and claims call it
     * @param experiment bundled name or YAML file; swept if it has a search, trained otherwise
     * @param bestOf a swept run whose best cell is trained again, with pictures after each epoch and measured on the test images;
     *     empty otherwise
     */
    public record RunSpec(String id, String experiment, String bestOf) {

        /** Checks that it is one of the two. */
        public RunSpec {
            Check.notBlank("runs.id", id);
            experiment = experiment == null ? "" : experiment;
            bestOf = bestOf == null ? "" : bestOf;
            Check.require(
                    experiment.isEmpty() != bestOf.isEmpty(),
                    "runs." + id,
                    "must have one of 'experiment' and 'bestOf'",
                    experiment + bestOf);
        }
    }

    /**
     * A part of the page.
     *
     * @param heading its title
     * @param text a paragraph
     * @param figures drawn in order
     * @param tables set below them
     */
    public record SectionSpec(String heading, String text, List<ItemSpec> figures, List<ItemSpec> tables) {

        /** Fills in defaults. */
        public SectionSpec {
            Check.notBlank("sections.heading", heading);
            text = text == null ? "" : text;
            figures = figures == null ? List.of() : List.copyOf(figures);
            tables = tables == null ? List.of() : List.copyOf(tables);
        }
    }

    /**
     * A figure, table or measure.
     *
     * @param kind what it is
     * @param options keys of that kind
     */
    public record ItemSpec(String kind, @JsonAnySetter Map<String, Object> options) {

        /** Checks the kind. */
        public ItemSpec {
            Check.notBlank("kind", kind);
            options = options == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(options));
        }
    }

    /**
     * A claim.
     *
     * @param id letters, digits and dashes
     * @param text what is claimed, in words
     * @param measure how ours is computed
     * @param claimed a number, a list of least and largest, or a map with {@code min} or {@code max}; nothing where the report
     *     gives no number
     * @param tolerance by how much ours may lie outside
     * @param unit of all of these
     * @param how ours is computed, in words
     * @param unjudged why there is no verdict; empty for a claim that is judged
     */
    public record ClaimSpec(
            String id,
            String text,
            ItemSpec measure,
            Object claimed,
            Double tolerance,
            String unit,
            String how,
            String unjudged) {

        /** Fills in defaults and checks the bounds. */
        public ClaimSpec {
            Check.require(
                    id != null && id.matches("[a-z0-9]+(-[a-z0-9]+)*"),
                    "claims.id",
                    "must be lower-case words with dashes",
                    id);
            Check.notBlank("claims." + id + ".text", text);
            Check.require(measure != null, "claims." + id + ".measure", "must be given", null);
            tolerance = tolerance == null ? 0 : tolerance;
            unit = unit == null ? "" : unit;
            Check.notBlank("claims." + id + ".how", how);
            unjudged = unjudged == null ? "" : unjudged;
            Check.require(
                    claimed != null || !unjudged.isEmpty(),
                    "claims." + id + ".claimed",
                    "must be given for a claim that is judged",
                    null);
        }

        /** Returns the claim for people and for its verdict. */
        Claim claim() {
            try {
                return new Claim(id, text, bound(true), bound(false), tolerance, unit, how, unjudged);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(e.getMessage(), e);
            }
        }

        private double bound(boolean least) {
            double none = least ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            if (claimed == null) {
                return none;
            }
            if (claimed instanceof Map<?, ?> map && List.of("min", "max").containsAll(map.keySet())) {
                Object bound = map.get(least ? "min" : "max");
                return bound == null ? none : number(bound);
            }
            if (claimed instanceof List<?> pair && pair.size() == 2) {
                return number(pair.get(least ? 0 : 1));
            }
            return number(claimed);
        }

        private double number(Object value) {
            if (!(value instanceof Number number)) {
                throw new ConfigException("'claims." + id
                        + ".claimed' must be a number, two of them, or a section of min and max, but was " + claimed);
            }
            return number.doubleValue();
        }
    }

    /** Returns the names of the bundled reproductions. */
    public static List<String> names() {
        return resource("index.txt")
                .orElseThrow()
                .lines()
                .filter(l -> !l.isBlank())
                .toList();
    }

    /**
     * Reads a bundled reproduction by name or a YAML file by path.
     *
     * @throws ConfigException if there is neither, or something in it is wrong
     */
    public static ReproductionFile read(String nameOrPath) {
        String text =
                names().contains(nameOrPath) ? resource(nameOrPath + ".yaml").orElseThrow() : file(nameOrPath);
        try {
            if (!(YamlText.read(text) instanceof Map<?, ?> map)) {
                throw new ConfigException("must hold sections such as 'runs:' and 'claims:'");
            }
            @SuppressWarnings("unchecked")
            ReproductionFile bound = SpecBinder.bind((Map<String, Object>) map, ReproductionFile.class);
            bound.claims().forEach(ClaimSpec::claim);
            return bound;
        } catch (ConfigException e) {
            throw e.in(nameOrPath);
        }
    }

    private static String file(String path) {
        try {
            if (path.matches(".*\\.ya?ml") || path.contains("/")) {
                return Files.readString(Path.of(path));
            }
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new ConfigException(path + ": no such file, or it cannot be read", e);
        }
        throw SpecBinder.unknown("reproduction", path, names());
    }

    private static Optional<String> resource(String file) {
        try (InputStream in = ReproductionFile.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bundled reproduction " + file, e);
        }
    }
}
