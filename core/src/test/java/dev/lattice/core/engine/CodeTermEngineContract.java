package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.trial.LossTerms;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine promises of a term of all codes of a batch; a part of {@link TrainingEngineContract}. */
abstract class CodeTermEngineContract {

    /** Returns the engine under test. */
    protected abstract TrainingEngine engine();

    /** Returns a session, or has the test skipped where the engine refuses the task. */
    protected abstract TrainingSession open(TrainingTask task);

    static Stream<String> variantsWithATermOfAllCodes() {
        return Variants.all().stream().filter(v -> v.codeTerm().isPresent()).map(v -> v.name());
    }

    /** The objective of the first step, by the definition of the term and the streams that its draws are of. */
    @ParameterizedTest
    @MethodSource("variantsWithATermOfAllCodes")
    void theTermOfAllCodesIsThatOfItsDefinition(String variant) {
        Map<String, Object> settings = new TreeMap<>(TinyData.OPTIONS.get(variant));
        settings.putAll(Map.of("model.variant", variant, "training.batchSize", 70, "training.learningRate", 1e-12));
        TrainingTask task = TinyData.task(settings);
        Variant configured = task.network().variant();
        CodeTerm term = configured.codeTerm().orElseThrow();
        try (TrainingSession session = open(task)) {
            LossTerms terms = session.trainEpoch(1, (e, s, n) -> {});
            PlainNetwork oracle =
                    new PlainNetwork(task.network(), task.network().initialParameters(task.seeds()));
            double value = term.value(oracle.batch(task, 1));
            double others = terms.reconstruction() + configured.klWeight(0) * terms.kl();
            assertEquals(term.weight() * value, terms.objective() - others, 1e-4 * Math.abs(terms.objective()));
        }
    }

    /** Its streams are the epoch's own, whatever was drawn before. */
    @ParameterizedTest
    @MethodSource("variantsWithATermOfAllCodes")
    void aTermOfAllCodesIsTheSameInARestoredTraining(String variant) {
        TrainingTask task = TinyData.task(Map.of("model.variant", variant, "training.batchSize", 23));
        try (TrainingSession whole = open(task);
                TrainingSession resumed = open(task)) {
            whole.trainEpoch(1, (e, s, n) -> {});
            resumed.restore(whole.state());
            assertEquals(whole.trainEpoch(2, (e, s, n) -> {}), resumed.trainEpoch(2, (e, s, n) -> {}));
            assertArrayEquals(whole.parameters(), resumed.parameters());
        }
    }
}
