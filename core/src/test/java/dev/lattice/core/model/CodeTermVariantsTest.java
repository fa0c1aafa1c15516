package dev.lattice.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.MeanDiscrepancy;
import dev.lattice.core.objective.TotalCorrelation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The variants whose objective has a term of all codes of a batch: what their options come to. */
class CodeTermVariantsTest {

    @Test
    void waeWeighsTheDiscrepancyByLambda() {
        Variant wae = new WaeMmd().configured(Map.of("lambda", 3, "kernelScales", List.of(0.5, 2)));
        assertEquals(Optional.of(discrepancy(3, "INVERSE_MULTIQUADRATIC", 0.5, 2)), wae.codeTerm());
        assertFalse(wae.samples());
        assertTrue(wae.hasPrior());
        assertEquals(
                Optional.empty(), new WaeMmd().configured(Map.of("lambda", 0)).codeTerm());
    }

    @Test
    void infoVaeWeighsKlByOneMinusAlphaAndTheDiscrepancyByAlphaPlusLambdaMinusOne() {
        Variant half = new InfoVae().configured(Map.of("alpha", 0.25, "lambda", 3));
        assertEquals(0.75, half.klWeight(7));
        assertEquals(Optional.of(discrepancy(2.25, "GAUSSIAN", 1)), half.codeTerm());
        assertEquals(0, new InfoVae().klWeight(0), "the default is the MMD-VAE");
        Variant negative = new InfoVae().configured(Map.of("alpha", -1, "lambda", 2));
        assertEquals(2, negative.klWeight(0));
        assertEquals(Optional.empty(), negative.codeTerm());
    }

    @Test
    void betaTcVaeWeighsTheTotalCorrelationBesideTheKl() {
        assertEquals(
                Optional.of(new TotalCorrelation(5)),
                new BetaTcVae().configured(Map.of()).codeTerm());
        assertEquals(
                Optional.of(new TotalCorrelation(-1)),
                new BetaTcVae().configured(Map.of("beta", 0)).codeTerm());
        assertEquals(1, new BetaTcVae().klWeight(0));
    }

    @Test
    void optionsOutOfRangeAreNamedWithTheirRule() {
        assertRefused(new WaeMmd(), Map.of("lambda", -1), "'model.lambda' must be a finite number >= 0, but was -1.0");
        assertRefused(
                new WaeMmd(), Map.of("kernelScales", List.of()), "'model.kernelScales' must not be empty, but was []");
        assertRefused(
                new WaeMmd(),
                Map.of("kernelScales", List.of(1, 0)),
                "'model.kernelScales' must hold finite numbers > 0, but was [1.0, 0.0]");
        assertRefused(new InfoVae(), Map.of("alpha", 2), "'model.alpha' must be a finite number <= 1, but was 2.0");
        assertRefused(
                new InfoVae(),
                Map.of("alpha", 0.5, "lambda", 0.25),
                "'model.lambda' must be a finite number >= 1 - 'model.alpha', which is 0.5, but was 0.25");
        assertRefused(
                new InfoVae(),
                Map.of("lambda", Double.NaN),
                "'model.lambda' must be a finite number >= 1 - 'model.alpha', which is 0.0, but was NaN");
        assertRefused(new BetaTcVae(), Map.of("beta", -0.5), "'model.beta' must be a finite number >= 0, but was -0.5");
    }

    private static void assertRefused(Variant variant, Map<String, Object> options, String message) {
        ConfigException e = assertThrows(ConfigException.class, () -> variant.configured(options));
        assertEquals(message, e.getMessage());
    }

    private static CodeTerm discrepancy(double weight, String kernel, double... scales) {
        return new MeanDiscrepancy(
                weight,
                MeanDiscrepancy.Kernel.valueOf(kernel),
                java.util.Arrays.stream(scales).boxed().toList());
    }
}
