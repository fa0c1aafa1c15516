package dev.lattice.report.rank;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The cells of a study in order, divided so that only like numbers are ranked together.
 *
 * <p>A cell that lacks the metric because its variant does not have it (an autoencoder has no −ELBO) is ranked by its
 * reconstruction, in a group of its own. A number that was minimized with a variant's own weights is compared only
 * within the same variant and options.
 *
 * @param metric name of the metric that was asked for
 * @param groups largest first, those of the metric asked for before others
 * @param unranked failed cells, and complete ones without a finite number, by number
 * @param pending queued and running cells, by number
 */
public record Ranking(String metric, List<RankedGroup> groups, List<Unranked> unranked, List<TrialRecord> pending) {

    /** Copies the lists. */
    public Ranking {
        groups = List.copyOf(groups);
        unranked = List.copyOf(unranked);
        pending = List.copyOf(pending);
    }

    /**
     * Ranks the cells of a study, lower is better.
     *
     * @param metric such as {@link Metric#NEGATIVE_ELBO}
     */
    public static Ranking of(StudyInfo.View study, String metric) {
        Map<Kind, List<Scored>> byKind = new LinkedHashMap<>();
        List<Unranked> unranked = new ArrayList<>();
        List<TrialRecord> pending = new ArrayList<>();
        List<TrialRecord> trials = study.trials().stream()
                .sorted(Comparator.comparingInt(TrialRecord::number))
                .toList();
        for (TrialRecord trial : trials) {
            if (trial.state() == TrialState.QUEUED || trial.state() == TrialState.RUNNING) {
                pending.add(trial);
                continue;
            }
            Optional<Metric> number = trial.metric(metric).or(() -> trial.metric(Metric.RECONSTRUCTION));
            if (trial.state() == TrialState.FAILED) {
                unranked.add(new Unranked(trial, reason(trial)));
            } else if (number.isEmpty()) {
                unranked.add(
                        new Unranked(trial, "complete, but neither " + metric + " nor reconstruction was measured"));
            } else if (!Double.isFinite(number.get().value())) {
                unranked.add(
                        new Unranked(trial, "complete, but its " + number.get().name() + " is not a finite number"));
            } else {
                byKind.computeIfAbsent(Kind.of(trial, number.get()), k -> new ArrayList<>())
                        .add(new Scored(trial, number.get()));
            }
        }
        List<TrialRecord> diverged = unranked.stream()
                .map(Unranked::trial)
                .filter(TrialRecord::diverged)
                .toList();
        return new Ranking(metric, groups(metric, byKind, diverged), unranked, pending);
    }

    /** Returns the rows of each group, cells that differ only in their seed in one, with what can be said about chance. */
    public List<Standings> standings(LossSource losses) {
        return groups.stream().map(g -> Standings.of(g, losses)).toList();
    }

    /** Returns the best cell of the first group, the only one for which "best of the study" makes sense. */
    public Optional<RankedTrial> best() {
        return groups.isEmpty()
                ? Optional.empty()
                : Optional.of(groups.get(0).trials().get(0));
    }

    /** Returns the number of cells that diverged. */
    public long diverged() {
        return unranked.stream().filter(u -> u.trial().diverged()).count();
    }

    /**
     * Returns why the cells are not ranked in one table, with the values of every field in which their numbers differ; empty if
     * all are the same quantity.
     */
    public Optional<String> refusal() {
        if (groups.size() < 2) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        for (String field : groups.get(0).differsIn()) {
            Set<String> values = new LinkedHashSet<>();
            groups.forEach(g -> values.add(g.value(field)));
            reasons.add(field + " (" + String.join("; ", values) + ")");
        }
        return Optional.of("numbers that are not the same quantity are not ranked together; these differ in "
                + String.join(", ", reasons));
    }

    /**
     * Returns the only group.
     *
     * @throws ConfigException if there are several, naming the fields in which they differ, or none
     */
    public RankedGroup only() {
        refusal().ifPresent(why -> {
            throw new ConfigException(why);
        });
        if (groups.isEmpty()) {
            throw new ConfigException("no cell is complete, so there is nothing to rank by " + metric);
        }
        return groups.get(0);
    }

    private static List<RankedGroup> groups(String metric, Map<Kind, List<Scored>> byKind, List<TrialRecord> diverged) {
        List<Kind> kinds = new ArrayList<>(byKind.keySet());
        kinds.sort(Comparator.comparing((Kind k) -> !k.metric().equals(metric))
                .thenComparing(k -> -byKind.get(k).size()));
        List<RankedGroup> groups = new ArrayList<>();
        for (Kind kind : kinds) {
            Set<String> differsIn = new LinkedHashSet<>();
            kinds.forEach(other -> differsIn.addAll(kind.differences(other)));
            List<RankedTrial> ranked = inOrder(byKind.get(kind));
            String title = title(metric, kind, differsIn, ranked);
            groups.add(new RankedGroup(
                    title,
                    kind.metric(),
                    ranked.get(0).metric().unit(),
                    kind.context(),
                    kind.objective(),
                    List.copyOf(differsIn),
                    ranked,
                    diverged));
        }
        return groups;
    }

    private static List<RankedTrial> inOrder(List<Scored> scored) {
        // The list comes by number and the sort is stable, so ties stay by number.
        List<Scored> sorted = new ArrayList<>(scored);
        sorted.sort(Comparator.comparingDouble(s -> s.metric().value()));
        List<RankedTrial> ranked = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Scored s = sorted.get(i);
            boolean tie =
                    i > 0 && s.metric().value() == sorted.get(i - 1).metric().value();
            int rank = tie ? ranked.get(i - 1).rank() : i + 1;
            ranked.add(new RankedTrial(rank, s.trial(), s.metric()));
        }
        return ranked;
    }

    private static String title(String metric, Kind kind, Set<String> differsIn, List<RankedTrial> ranked) {
        StringBuilder title = new StringBuilder(MetricNames.withUnit(
                        kind.metric(), ranked.get(0).metric().unit()))
                .append(" on ")
                .append(kind.context().images())
                .append(' ')
                .append(kind.context().split())
                .append(" images, lower is better");
        if (!kind.metric().equals(metric)) {
            Set<String> variants = new LinkedHashSet<>();
            ranked.forEach(r ->
                    variants.add(variantTitle(r.trial().experiment().model().variant())));
            title.append("; ")
                    .append(String.join(", ", variants))
                    .append(variants.size() == 1 ? " has no " : " have no ")
                    .append(MetricNames.title(metric));
        }
        List<String> values = new ArrayList<>();
        differsIn.stream().filter(f -> !f.equals("metric")).forEach(f -> values.add(kind.value(f)));
        if (!values.isEmpty()) {
            title.append("; ").append(String.join(", ", values));
        }
        return title.toString();
    }

    private static String variantTitle(String name) {
        return Variants.all().stream()
                .filter(v -> v.name().equals(name))
                .map(v -> v.title())
                .findFirst()
                .orElse(name);
    }

    private static String reason(TrialRecord trial) {
        return trial.failure()
                .map(f -> (trial.diverged() ? "diverged" : "failed")
                        + (f.epoch() > 0 ? " in epoch " + f.epoch() + ", step " + f.step() : "")
                        + (f.message().isBlank() ? "" : ": " + f.message()))
                .orElse("failed; no cause was recorded");
    }

    private record Scored(TrialRecord trial, Metric metric) {}

    /** What a number is; two numbers are ranked together only if all of it agrees. */
    private record Kind(String metric, MetricContext context, String objective) {

        static Kind of(TrialRecord trial, Metric metric) {
            var model = trial.experiment().model();
            // The objective carries the variant's weights, so a smaller one may only mean a smaller weight.
            String objective = metric.name().equals(Metric.OBJECTIVE)
                    ? model.variant() + (model.options().isEmpty() ? "" : " " + new TreeMap<>(model.options()))
                    : "";
            return new Kind(metric.name(), metric.context(), objective);
        }

        List<String> differences(Kind other) {
            List<String> fields = new ArrayList<>();
            if (!metric.equals(other.metric)) {
                fields.add("metric");
            }
            if (!objective.equals(other.objective)) {
                fields.add("objective");
            }
            // K and the bound are implied where the metric itself differs: an autoencoder draws no z.
            context.differences(other.context).stream()
                    .filter(f -> metric.equals(other.metric) || !f.equals("samples K") && !f.equals("bound"))
                    .forEach(fields::add);
            return fields;
        }

        String value(String field) {
            return switch (field) {
                case "metric" -> "metric " + metric;
                case "objective" -> "objective " + objective;
                case "images" -> context.images() + " images";
                case "given label" -> context.givenLabel() ? "label given" : "label not given";
                default -> field + " " + context.fields().get(field);
            };
        }
    }
}
