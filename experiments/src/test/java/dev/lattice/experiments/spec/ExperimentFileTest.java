package dev.lattice.experiments.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.search.space.SearchSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFileTest {

    @TempDir
    Path folder;

    static List<String> bundled() {
        return BundledExperiments.names();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void everyBundledExperimentBindsAndDescribesItself(String name) {
        ExperimentSpec spec = ExperimentFile.read(name).resolve(List.of(), null).spec();
        assertEquals(name, spec.name());
        assertFalse(spec.description().isBlank());
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void everySearchOfABundledExperimentIsASearchOverItsKeys(String name) {
        ExperimentFile.Resolved resolved = ExperimentFile.read(name).resolve(List.of(), null);
        resolved.search()
                .ifPresent(section -> SearchSpec.of(section, resolved.given()).check());
    }

    @Test
    void fileBeatsDefaultsSettingsBeatTheFileAndFlagsBeatSettings() throws IOException {
        Path file = write("a.yaml", "dataset: {name: digits}\nseed: 1\ntraining: {epochs: 3, batchSize: 32}\n");
        ExperimentSpec spec = ExperimentFile.read(file.toString())
                .resolve(List.of("training.epochs=4", "seed=2", "model.hidden=[30, 20]"), 7L)
                .spec();
        assertEquals("a", spec.name());
        assertEquals(4, spec.training().epochs());
        assertEquals(32, spec.training().batchSize());
        assertEquals(1e-3, spec.training().learningRate());
        assertEquals(List.of(30, 20), spec.model().hidden());
        assertEquals(7, spec.seed());
    }

    @Test
    void settingBelowTheSpaceKeepsTheDottedKeyWhole() {
        ExperimentFile.Resolved resolved =
                ExperimentFile.read("demo").resolve(List.of("search.space.training.epochs=[1, 2]"), null);
        Map<?, ?> space = (Map<?, ?>) resolved.search().orElseThrow().get("space");
        assertEquals(List.of(1, 2), space.get("training.epochs"));
        assertEquals(List.of(2, 16), space.get("model.latent"));
    }

    @Test
    void extendingMergesSectionsButNotNameOrSearch() throws IOException {
        write(
                "base.yaml",
                "name: base\ndataset: {name: digits, limit: 5}\nsearch: {strategy: grid, space: {seed: [1]}}\n");
        Path file = write(
                "own.yaml", "extends: base.yaml\ndataset: {validation: 3}\nsearch: {strategy: random, trials: 2}\n");
        ExperimentFile.Resolved resolved = ExperimentFile.read(file.toString()).resolve(List.of(), null);
        assertEquals("own", resolved.spec().name());
        assertEquals(5, resolved.spec().dataset().limit());
        assertEquals(3.0, resolved.spec().dataset().validation());
        assertEquals(
                Map.of("strategy", "random", "trials", 2), resolved.search().orElseThrow());
    }

    @Test
    void extendingInACircleIsRefused() throws IOException {
        Path file = write("a.yaml", "extends: a.yaml\n");
        assertTrue(message(file.toString()).contains("too long a chain"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trainig: {epochs: 1} | trainig | training",
                "training: {epoch: 1} | training.epoch | epochs",
                "training: {epochs: many} | training.epochs | many",
                "training: {epochs: 1.5} | training.epochs | 1.5",
                "training: {learningRate: .nan} | training.learningRate | NaN",
                "training: {learningRate: -1e-3} | training.learningRate | -0.001",
                "model: {latent: 0} | model.latent | 0",
                "model: {variant: vea} | vea | vae",
                "model: {betta: 2, variant: beta-vae} | betta | beta",
                "training: [1] | training | section",
                "seed: *x | line | alias",
                "seed: &x 1 | anchor | line",
                "seed: !!java.io.File x | tag | line",
                "seed: {seed: 1, seed: 2} | line | uplicate",
                "seed: [ | line | YAML",
                "1: 2 | keys | 1",
                "search: grid | search | grid",
            })
    void mistakesNameTheFileAndTheKey(String yaml, String one, String other) throws IOException {
        Path file = write("bad.yaml", "dataset: {name: digits}\n" + yaml + "\n");
        String message = message(file.toString());
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(one) && message.contains(other), message);
        assertEquals(1, message.lines().count(), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.epochs | --set | key=value",
                "=3 | --set | key=value",
                "training.epochs= | --set | value",
                "training..epochs=3 | --set | training..epochs",
                "training.epoch=3 | --set | epochs",
                "trainig.epochs=3 | --set | training",
                "training.epochs.x=3 | --set | training.epochs",
                "model.latent=0 | --set | model.latent",
                "model.hidden=[] | --set | model.hidden",
                "model.hidden=[1 | --set | YAML",
            })
    void wrongSettingsNameTheFlagAndTheKey(String setting, String one, String other) {
        ExperimentFile demo = ExperimentFile.read("demo");
        String message = assertThrows(ConfigException.class, () -> demo.resolve(List.of(setting), null))
                .getMessage();
        assertTrue(message.startsWith(one), message);
        assertTrue(message.contains(other), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void deepAndLongTextsAreRefused() throws IOException {
        assertTrue(message(write("deep.yaml", "seed: " + "[".repeat(50_000)).toString())
                .contains("deep"));
        assertTrue(message(write("long.yaml", "#" + "x".repeat(150_000)).toString())
                .contains("characters"));
    }

    @Test
    void unknownNamesAreExplained() {
        assertTrue(message("mnist-mpl").contains("did you mean 'mnist-mlp'"));
        assertTrue(message("no/such.yaml").contains("no/such.yaml: no such file"));
    }

    @Test
    void treesSurviveWritingAndReading() {
        Map<String, Object> tree = Map.of("a", List.of(1, 2), "b", Map.of("c", 1e-4, "d", "true", "e", true));
        assertEquals(tree, YamlText.read(YamlText.write(tree)));
    }

    private String message(String nameOrPath) {
        return assertThrows(
                        ConfigException.class,
                        () -> ExperimentFile.read(nameOrPath).resolve(List.of(), null))
                .getMessage();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
